using McpGateway.Core.Egress.Providers;
using McpGateway.Core.Egress.Storage;
using McpGateway.Foundation;
using McpGateway.Foundation.OAuth;
using McpGateway.Proxy.Outbound;

namespace McpGateway.Core.Egress.Injection;

/// <summary>Tokens that the caller's identity was exchanged for (RFC 8693).</summary>
internal sealed class ExchangedTokens(MemoryTokens memory, IIdentityAssertions assertions, TokenEndpointClient tokens)
{
    private static readonly TimeSpan AssertionLife = TimeSpan.FromMinutes(1);

    public ValueTask<EgressCredential> GetAsync(EgressServer egress, Caller caller, CancellationToken cancellationToken) =>
        memory.GetAsync(KeyOf(egress, caller), EgressMessages.ExchangeRefused, () => RequestAsync(egress, caller), cancellationToken);

    public ValueTask<EgressCredential> RenewAsync(
        EgressServer egress, Caller caller, EgressCredential refused, CancellationToken cancellationToken) =>
        memory.RenewAsync(
            KeyOf(egress, caller), refused, EgressMessages.ExchangeRefused, () => RequestAsync(egress, caller), cancellationToken);

    private static MemoryTokenKey KeyOf(EgressServer egress, Caller caller) =>
        new(egress.Key, egress.Binding, caller.Subject, caller.ClientId, string.Join('\n', caller.Groups));

    private Task<TokenReply> RequestAsync(EgressServer egress, Caller caller) =>
        tokens.RequestAsync(Issuer(egress.Settings), egress.Settings.ClientSecret, Grant(egress.Settings, caller), CancellationToken.None);

    private IReadOnlyList<KeyValuePair<string, string>> Grant(EgressSettingsRecord settings, Caller caller) => OAuthGrants.Exchange(
        assertions.Sign(caller, settings.Issuer ?? settings.TokenEndpoint!, AssertionLife), settings.Scopes, settings.Resource,
        settings.Audience);

    private static TokenIssuerReference Issuer(EgressSettingsRecord settings) => new()
    {
        Issuer = settings.Issuer,
        TokenEndpoint = settings.TokenEndpoint!,
        ClientId = settings.ClientId!,
        ClientAuthentication = settings.ClientSecret is null
            ? ClientAuthentications.None
            : settings.ClientAuthentication ?? ClientAuthentications.Basic,
    };
}
