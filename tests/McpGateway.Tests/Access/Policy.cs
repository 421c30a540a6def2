using McpGateway.Access.Decisions;
using McpGateway.Access.Editing;
using McpGateway.Access.Scopes;

namespace McpGateway.Tests.Access;

/// <summary>Builds snapshots for tests.</summary>
internal static class Policy
{
    public static AccessSnapshot Of(params ScopeRecord[] scopes) =>
        new([.. scopes.Select(scope => new CompiledScope(scope))], toolsOpenMethods: false, 1);

    public static AccessSnapshot Compatible(params ScopeRecord[] scopes) =>
        new([.. scopes.Select(scope => new CompiledScope(scope))], toolsOpenMethods: true, 1);

    public static AccessSnapshot Seed() => Of([.. ScopeSeeder.BuiltIn()]);

    public static ScopeRecord Scope(string name, params ServerRule[] rules) => new() { Name = name, Rules = rules };

    public static ServerRule Rule(string server, string[] methods, string[] tools) => new(server, methods, tools);
}
