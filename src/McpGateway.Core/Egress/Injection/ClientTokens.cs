using McpGateway.Core.Egress.Connections;
using McpGateway.Core.Egress.Providers;
using McpGateway.Core.Egress.Storage;
using McpGateway.Foundation.OAuth;
using McpGateway.Proxy.Outbound;

namespace McpGateway.Core.Egress.Injection;

/// <summary>
/// Tokens of the gateway's own, for servers and agents that know machines and not people (RFC 6749 §4.4). All callers share one.
/// </summary>
internal sealed class ClientTokens(
    MemoryTokens memory, ProviderResolver providers, StatedClients stated, EgressTargets targets, TokenEndpointClient tokens,
    DiscoveryQueue discovery)
{
    private static readonly TokenReply NoProvider = TokenReply.Failed(isFinal: false, "no_error_code");

    public ValueTask<EgressCredential> GetAsync(EgressServer egress, CancellationToken cancellationToken) =>
        memory.GetAsync(KeyOf(egress), EgressMessages.ClientRefused, () => RequestAsync(egress, isFresh: false), cancellationToken);

    public ValueTask<EgressCredential> RenewAsync(EgressServer egress, EgressCredential refused, CancellationToken cancellationToken) =>
        memory.RenewAsync(
            KeyOf(egress), refused, EgressMessages.ClientRefused, () => RequestAsync(egress, isFresh: true), cancellationToken);

    /// <summary>Lists the server's tools in the background, unless they are known.</summary>
    public void Discover(EgressServer egress) =>
        discovery.Add(egress.Key, async cancellationToken => (await GetAsync(egress, cancellationToken)).Authorization);

    private static MemoryTokenKey KeyOf(EgressServer egress) => new(egress.Key, egress.Binding, "", "", "");

    private async Task<TokenReply> RequestAsync(EgressServer egress, bool isFresh)
    {
        if (targets.Find(egress.Key) is not { } target)
        {
            return NoProvider;
        }

        var provider = await providers.ResolveAsync(egress, target, isFresh, CancellationToken.None);
        if (!provider.IsSuccess)
        {
            return NoProvider;
        }

        var client = await stated.FindAsync(egress, provider.Value, CancellationToken.None);
        if (!client.IsSuccess)
        {
            return TokenReply.Failed(isFinal: true, "issuer_changed");
        }

        var reply = await tokens.RequestAsync(
            client.Value, egress.Settings.ClientSecret,
            OAuthGrants.ClientCredentials(provider.Value.Scopes, provider.Value.Resource, egress.Settings.Audience),
            CancellationToken.None);
        if (reply.Tokens is { } issued)
        {
            discovery.Add(egress.Key, issued.AccessToken);
        }

        return reply;
    }
}
