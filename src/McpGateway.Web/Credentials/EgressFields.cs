using McpGateway.Core.Egress.Settings;
using McpGateway.Core.Egress.Storage;

namespace McpGateway.Web.Credentials;

/// <summary>Egress settings as the form holds them. The stored secret never comes here; an empty field keeps it.</summary>
public sealed class EgressFields
{
    private readonly EgressView? _stored;

    private EgressFields(EgressView stored) => _stored = stored;

    public EgressFields()
    {
    }

    public string Mode { get; set; } = EgressMode.None;

    public string Provider { get; set; } = EgressChoices.Upstream;

    public string Tenant { get; set; } = "";

    public string Issuer { get; set; } = "";

    public string AuthorizationEndpoint { get; set; } = "";

    public string TokenEndpoint { get; set; } = "";

    public string RevocationEndpoint { get; set; } = "";

    public string ClientId { get; set; } = "";

    public string ClientSecret { get; set; } = "";

    public bool RemovesSecret { get; set; }

    public string ClientAuthentication { get; set; } = "";

    public string Scopes { get; set; } = "";

    public string Resource { get; set; } = "";

    public string Audience { get; set; } = "";

    public bool IsOfUsers => Mode == EgressMode.UserOAuth;

    public bool IsExchange => Mode == EgressMode.TokenExchange;

    /// <summary>The gateway's own token.</summary>
    public bool IsOwn => Mode == EgressMode.ClientCredentials;

    public bool IsCustom => Provider == EgressChoices.Custom;

    public bool HasTenant => Provider == EgressChoices.Microsoft;

    /// <summary>Whom the client belongs to: of providers with fixed endpoints that is known.</summary>
    public bool HasIssuer => IsCustom || Provider == EgressChoices.Upstream;

    /// <summary>What the server advertises may let the gateway register itself.</summary>
    public bool NeedsClient => !IsOfUsers || Provider != EgressChoices.Upstream;

    /// <summary>The client secret is a private key.</summary>
    public bool SignsWithKey => ClientAuthentication == EgressChoices.PrivateKey;

    public bool HasStoredSecret => _stored is { HasClientSecret: true };

    /// <summary>
    /// The stored secret is a key. It never becomes a secret that is sent, nor the other way round: then it is stated anew.
    /// </summary>
    public bool HasStoredKey => HasStoredSecret && _stored!.ClientAuthentication == EgressChoices.PrivateKey;

    /// <summary>Null keeps the stored secret, empty removes it.</summary>
    public string? SecretToSend => ClientSecret.Trim().Length > 0 ? ClientSecret.Trim() : RemovesSecret ? "" : null;

    public static EgressFields Of(EgressView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return new(view)
        {
            Mode = view.Mode,
            Provider = view.Provider,
            Tenant = view.Tenant ?? "",
            Issuer = view.Issuer ?? "",
            AuthorizationEndpoint = view.AuthorizationEndpoint ?? "",
            TokenEndpoint = view.TokenEndpoint ?? "",
            RevocationEndpoint = view.RevocationEndpoint ?? "",
            ClientId = view.ClientId ?? "",
            ClientAuthentication = view.ClientAuthentication ?? "",
            Scopes = string.Join(' ', view.Scopes),
            Resource = view.Resource ?? "",
            Audience = view.Audience ?? "",
        };
    }

    /// <summary>Changes the mode, and the provider with it where the mode does not work with that one.</summary>
    public void Choose(string mode)
    {
        Mode = mode;
        var possible = EgressChoices.ProvidersOf(mode);
        if (!possible.Contains(Provider))
        {
            Provider = possible[0];
        }

        // Fields that are drawn anew get their text from here: what was typed as a secret does not go back to the browser.
        ClientSecret = "";
    }

    /// <summary>Changes how the client authenticates. A secret and a key are stated in different fields.</summary>
    public void Authenticate(string method)
    {
        var signedWithKey = SignsWithKey;
        ClientAuthentication = method;
        if (signedWithKey != SignsWithKey)
        {
            ClientSecret = "";
        }
    }

    /// <summary>
    /// What is stated. Fields that the choice does not show are left out, except those that were stored with the same choice: somebody
    /// stated them in another way.
    /// </summary>
    public EgressView ToView() => new()
    {
        Mode = Mode,
        Provider = Provider,
        Tenant = Stated(HasTenant, Tenant, _stored?.Tenant),
        Issuer = Stated(HasIssuer, Issuer, _stored?.Issuer),
        AuthorizationEndpoint = Stated(IsCustom && IsOfUsers, AuthorizationEndpoint, _stored?.AuthorizationEndpoint),
        TokenEndpoint = Stated(IsCustom, TokenEndpoint, _stored?.TokenEndpoint),
        RevocationEndpoint = Stated(IsCustom && IsOfUsers, RevocationEndpoint, _stored?.RevocationEndpoint),
        ClientId = Text(ClientId),
        ClientAuthentication = Text(ClientAuthentication),
        Scopes = [.. Scopes.Split(
            (char[]?)null,
            StringSplitOptions.RemoveEmptyEntries).Select(static scope => scope.Trim(',')).Where(static scope => scope.Length > 0)],
        Resource = Text(Resource),
        Audience = Stated(!IsOfUsers, Audience, _stored?.Audience),
    };

    private string? Stated(bool isShown, string text, string? stored) =>
        isShown ? Text(text) : _stored?.Mode == Mode && _stored.Provider == Provider ? stored : null;

    private static string? Text(string text) => text.Trim() is { Length: > 0 } given ? given : null;
}
