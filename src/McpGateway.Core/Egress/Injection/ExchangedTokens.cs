using McpGateway.Core.Egress.Providers;
using McpGateway.Core.Egress.Storage;
using McpGateway.Foundation;
using McpGateway.Proxy.Outbound;

namespace McpGateway.Core.Egress.Injection;

/// <summary>Tokens that the caller's identity was exchanged for (RFC 8693).</summary>
internal sealed class ExchangedTokens(MemoryTokens memory, IIdentityAssertions assertions, TokenEndpointClient tokens)
{
    private const string Grant = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string JwtType = "urn:ietf:params:oauth:token-type:jwt";
    private const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";

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
        tokens.RequestAsync(Issuer(egress.Settings), egress.Settings.ClientSecret, Fields(egress.Settings, caller), CancellationToken.None);

    private List<KeyValuePair<string, string>> Fields(EgressSettingsRecord settings, Caller caller)
    {
        var fields = new List<KeyValuePair<string, string>>
        {
            new("grant_type", Grant),
            new("subject_token", assertions.Sign(caller, settings.Issuer ?? settings.TokenEndpoint!, AssertionLife)),
            new("subject_token_type", JwtType),
            new("requested_token_type", AccessTokenType),
        };
        Add("audience", settings.Audience);
        Add("resource", settings.Resource);
        Add("scope", settings.Scopes.Count > 0 ? string.Join(' ', settings.Scopes) : null);
        return fields;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                fields.Add(new(name, value));
            }
        }
    }

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
