using System.Text.Json.Nodes;
using McpGateway.Cli.Credentials.Files;
using McpGateway.Cli.OAuth;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Credentials.Sources;

/// <summary><c>ingress.json</c>: the token of the shared machine client, from the identity provider or from the gateway itself.</summary>
internal sealed class IngressSource : ITokenSource
{
    public const string File = "ingress.json";

    private readonly TokenEndpoint _endpoint;
    private readonly TimeProvider _time;
    private readonly Uri _address;
    private readonly OAuthApplication _application;
    private readonly string? _scope;
    private readonly (string Name, string Value)[] _members;

    private IngressSource(
        TokenEndpoint endpoint, TimeProvider time, string provider, Uri address, OAuthApplication application, string? scope,
        (string Name, string Value)[] members)
    {
        (_endpoint, _time, Provider, _address, _application, _scope, _members) =
            (endpoint, time, provider, address, application, scope, members);
    }

    public TokenKind Kind => TokenKind.Ingress;

    public string Provider { get; }

    public string FileName => File;

    /// <returns>Null when nothing is configured.</returns>
    /// <exception cref="CommandFailure">The settings are incomplete.</exception>
    public static IngressSource? Of(CredentialSettings settings, TokenEndpoint endpoint, TimeProvider time) => ProviderOf(settings) switch
    {
        "keycloak" => OfKeycloak(settings, endpoint, time),
        "cognito" => OfCognito(settings, endpoint, time),
        "entra" => OfEntra(settings, endpoint, time),
        "gateway" => OfGateway(settings, endpoint, time),
        _ => null,
    };

    public bool IsUnattended(JsonObject? current) => true;

    public async Task<JsonObject> FetchAsync(JsonObject? current, bool isAttended, CancellationToken cancellationToken)
    {
        var tokens = await _endpoint.ForApplicationAsync(_address, _application, _scope, cancellationToken);
        var file = new JsonObject
        {
            ["provider"] = Provider + "_m2m",
            ["access_token"] = tokens.AccessToken,
            ["refresh_token"] = null,
            ["expires_at"] = tokens.ExpiresAt?.ToUnixTimeSeconds(),
            ["expires_at_human"] = tokens.ExpiresAt is { } end ? TokenTimes.Human(end) : null,
            ["token_type"] = tokens.TokenType,
            ["client_id"] = _application.Id,
            ["saved_at"] = TokenTimes.Human(_time.GetUtcNow()),
        };
        foreach (var (name, value) in _members)
        {
            file[name] = value;
        }

        file["usage_notes"] = "Lets a client in at the gateway: X-Authorization: Bearer <access_token>";
        return file;
    }

    private static string? ProviderOf(CredentialSettings settings)
    {
        bool Has(string name) => settings.Find(name) is not null;
        return settings.Find("AUTH_PROVIDER")?.ToLowerInvariant() switch
        {
            "keycloak" when Has("KEYCLOAK_URL") && Has("KEYCLOAK_M2M_CLIENT_ID") => "keycloak",
            "cognito" when Has("INGRESS_OAUTH_CLIENT_ID") => "cognito",
            "entra" or "entra_id" when Has("ENTRA_CLIENT_ID") => "entra",
            "gateway" or "local" when Has("INGRESS_OAUTH_CLIENT_ID") => "gateway",
            null or "" when Has("KEYCLOAK_M2M_CLIENT_ID") => "keycloak",
            null or "" when Has("INGRESS_OAUTH_USER_POOL_ID") => "cognito",
            null or "" when Has("ENTRA_TENANT_ID") => "entra",
            null or "" when Has("INGRESS_OAUTH_CLIENT_ID") => "gateway",
            "keycloak" or "cognito" or "entra" or "entra_id" or "gateway" or "local" or null or "" => null,
            _ => throw CommandFailure.Misuse("AUTH_PROVIDER must be keycloak, cognito, entra or gateway"),
        };
    }

    private static IngressSource OfKeycloak(CredentialSettings settings, TokenEndpoint endpoint, TimeProvider time)
    {
        var (url, realm) = (settings.Need("KEYCLOAK_URL"), settings.Find("KEYCLOAK_REALM") ?? "mcp-gateway");
        var application = new OAuthApplication(
            settings.Need("KEYCLOAK_M2M_CLIENT_ID"), settings.Need("KEYCLOAK_M2M_CLIENT_SECRET"), UsesBasic: false);
        return new(
            endpoint, time, "keycloak", ProviderEndpoints.Keycloak(url, realm), application, null,
            [("keycloak_url", url), ("realm", realm)]);
    }

    private static IngressSource OfCognito(CredentialSettings settings, TokenEndpoint endpoint, TimeProvider time)
    {
        var pool = settings.Need("INGRESS_OAUTH_USER_POOL_ID");
        return new(
            endpoint, time, "cognito", ProviderEndpoints.Cognito(settings, pool), Ingress(settings), null,
            [("user_pool_id", pool), ("region", ProviderEndpoints.Region(pool))]);
    }

    private static IngressSource OfEntra(CredentialSettings settings, TokenEndpoint endpoint, TimeProvider time)
    {
        var (tenant, id) = (settings.Need("ENTRA_TENANT_ID"), settings.Need("ENTRA_CLIENT_ID"));
        return new(
            endpoint, time, "entra", ProviderEndpoints.Entra(settings, tenant),
            new(id, settings.Need("ENTRA_CLIENT_SECRET"), UsesBasic: false), $"api://{id}/.default", [("tenant_id", tenant)]);
    }

    /// <summary>A service account of the gateway, which is its own authorization server.</summary>
    private static IngressSource OfGateway(CredentialSettings settings, TokenEndpoint endpoint, TimeProvider time)
    {
        var url = settings.Find("REGISTRY_URL") ?? "http://localhost:7860";
        var address = CredentialSettings.Address("REGISTRY_URL", url.TrimEnd('/') + "/oauth2/token");
        return new(endpoint, time, "gateway", address, Ingress(settings) with { UsesBasic = true }, null, [("gateway_url", url)]);
    }

    private static OAuthApplication Ingress(CredentialSettings settings) =>
        new(settings.Need("INGRESS_OAUTH_CLIENT_ID"), settings.Need("INGRESS_OAUTH_CLIENT_SECRET"), UsesBasic: false);
}
