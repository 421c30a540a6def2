using McpGateway.Access.Scopes;

namespace McpGateway.Web.Pages.Access;

/// <summary>A rule as its fields hold it.</summary>
internal sealed class RuleFields
{
    public string Id { get; } = $"rule-{Guid.NewGuid():N}";

    public string Server { get; set; } = "";

    public string Methods { get; set; } = "";

    public string Tools { get; set; } = "";

    public static RuleFields Of(ServerRule rule) =>
        new() { Server = rule.Server, Methods = Join(rule.Methods), Tools = Join(rule.Tools) };

    public ServerRule ToRule() => new(Server.Trim(), Split(Methods), Split(Tools));

    public static string Join(IReadOnlyList<string> names) => string.Join(", ", names);

    public static IReadOnlyList<string> Split(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];
}
