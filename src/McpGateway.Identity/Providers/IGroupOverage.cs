using McpGateway.Identity.Tokens;

namespace McpGateway.Identity.Providers;

/// <summary>Port: the groups of somebody whose token says that they did not fit.</summary>
internal interface IGroupOverage
{
    /// <returns>The ids of all groups, nested ones included; null when they cannot be known now.</returns>
    ValueTask<IReadOnlyList<string>?> FindAsync(ProviderDefinition provider, TokenClaims claims, CancellationToken cancellationToken);
}
