using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Diagnostics;

namespace McpGateway.Core.Diagnostics;

/// <summary>Scopes that change nothing for anybody: nobody has them, they grant nothing, or nothing that is there.</summary>
internal sealed class ScopeCheck(AccessSnapshotHolder access, ServerCatalog servers, AgentCatalog agents) : IDiagnosticCheck
{
    private static readonly string[] AlwaysThere = ["*", "api", "v0.1"];

    public string Name => "scopes-without-effect";

    public Task<IReadOnlyList<Diagnosis>> RunAsync(CancellationToken cancellationToken)
    {
        var known = servers.Current.Values.Select(static entry => entry.Server.Path)
            .Concat(agents.Current.Values.Select(static entry => entry.Agent.Path))
            .Select(static path => path.Trim('/'))
            .Concat(AlwaysThere)
            .ToHashSet(StringComparer.Ordinal);
        return Task.FromResult<IReadOnlyList<Diagnosis>>(
        [
            .. access.Current.Scopes.OrderBy(static scope => scope.Name, StringComparer.Ordinal)
                .Select(scope => (scope.Name, Problem: ProblemOf(scope, known)))
                .Where(static pair => pair.Problem is not null)
                .Select(static pair => new Diagnosis(
                    DiagnosisSeverity.Note, pair.Name, pair.Problem!, $"Correct it, or remove it: mcpgw group remove {pair.Name}.")),
        ]);
    }

    private static string? ProblemOf(ScopeRecord scope, HashSet<string> known)
    {
        var permits = scope.UiPermissions.Values.Any(static resources => resources.Count > 0);
        if (scope.Rules.Count == 0 && !permits)
        {
            return "The scope grants nothing.";
        }

        if (scope.GroupMappings.Count == 0)
        {
            return "No group is given the scope.";
        }

        var named = scope.Rules.Select(static rule => rule.Server.Trim('/')).Distinct(StringComparer.Ordinal).ToArray();
        return named.Length > 0 && !permits && !named.Any(known.Contains)
            ? $"None of the servers that its rules name is registered: {string.Join(", ", named)}."
            : null;
    }
}
