using McpGateway.Access.Decisions;
using McpGateway.AuthorizationServer.Pages;

namespace McpGateway.AuthorizationServer.Consents;

/// <summary>What scopes are for, in the words of whoever made them.</summary>
internal sealed class ConsentRights(AccessSnapshotHolder policies)
{
    public IReadOnlyList<ConsentRight> Of(IReadOnlyList<string> scopes)
    {
        var policy = policies.Current;
        return [.. scopes.Select(scope => new ConsentRight(scope, policy.FindScope(scope)?.Description ?? ""))];
    }
}
