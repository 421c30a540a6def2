using McpGateway.Core.Egress.Settings;

namespace McpGateway.Web.Pages.Server;

/// <summary>Egress settings as the form holds them. The stored secret never comes here; an empty field keeps it.</summary>
internal sealed class EgressFields
{
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

    public bool IsExchange => Mode == EgressMode.TokenExchange;

    public bool IsCustom => IsExchange || Provider == EgressChoices.Custom;

    /// <summary>What the server advertises may let the gateway register itself.</summary>
    public bool NeedsClient => IsExchange || Provider != EgressChoices.Upstream;

    /// <summary>Null keeps the stored secret, empty removes it.</summary>
    public string? SecretToSend => ClientSecret.Trim().Length > 0 ? ClientSecret.Trim() : RemovesSecret ? "" : null;

    public static EgressFields Of(EgressView view) => new()
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

    /// <summary>What is stated: fields that the choice does not show are left out.</summary>
    public EgressView ToView() => new()
    {
        Mode = Mode,
        Provider = IsExchange ? EgressChoices.Custom : Provider,
        Tenant = !IsExchange && Provider == "microsoft" ? Text(Tenant) : null,
        Issuer = IsCustom ? Text(Issuer) : null,
        AuthorizationEndpoint = IsCustom && !IsExchange ? Text(AuthorizationEndpoint) : null,
        TokenEndpoint = IsCustom ? Text(TokenEndpoint) : null,
        RevocationEndpoint = IsCustom && !IsExchange ? Text(RevocationEndpoint) : null,
        ClientId = Text(ClientId),
        ClientAuthentication = Text(ClientAuthentication),
        Scopes = Scopes.Split([' ', ',', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries),
        Resource = Text(Resource),
        Audience = IsExchange ? Text(Audience) : null,
    };

    private static string? Text(string text) => text.Trim() is { Length: > 0 } given ? given : null;
}
