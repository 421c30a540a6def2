using McpGateway.Foundation.Http;

namespace McpGateway.Identity.Providers;

/// <summary>The providers as the environment variables of the product's contract describe them.</summary>
internal sealed class ProviderEnvironment(Func<string, string?> read, ICollection<string> problems)
{
    public IEnumerable<ProviderSettings> Read() => [Keycloak(), Entra(), Cognito(), GitHub(), Google(), OpenId()];

    private ProviderSettings Keycloak()
    {
        var settings = Start("keycloak", "Keycloak", ProviderKind.Keycloak, "KEYCLOAK");
        var inside = Address("KEYCLOAK_URL") ?? "http://keycloak:8080";
        var outside = Address("KEYCLOAK_EXTERNAL_URL") ?? inside;
        var realm = "/realms/" + (Text("KEYCLOAK_REALM") ?? "mcp-gateway");
        var protocol = realm + "/protocol/openid-connect";

        // The last issuer is that of a realm which was set up from the machine it runs on; the keys decide, and those are of KEYCLOAK_URL.
        settings.Set(
            "issuers", string.Join(' ', new[] { outside + realm, inside + realm, "http://localhost:8080" + realm }.Distinct()),
            "KEYCLOAK_URL");
        settings.Set("auth_url", outside + protocol + "/auth", "KEYCLOAK_EXTERNAL_URL");
        settings.Set("logout_url", outside + protocol + "/logout", "KEYCLOAK_EXTERNAL_URL");
        settings.Set("token_url", inside + protocol + "/token", "KEYCLOAK_URL");
        settings.Set("user_info_url", inside + protocol + "/userinfo", "KEYCLOAK_URL");
        settings.Set("jwks_url", inside + protocol + "/certs", "KEYCLOAK_URL");
        settings.Set(
            "audiences", string.Join(' ', new[] { "account", Text("KEYCLOAK_CLIENT_ID"), Text("KEYCLOAK_M2M_CLIENT_ID") }),
            "KEYCLOAK_CLIENT_ID");
        return settings;
    }

    private ProviderSettings Entra()
    {
        var settings = Start("entra", "Microsoft Entra ID", ProviderKind.Entra, "ENTRA");
        settings.Set("tenant", Text("ENTRA_TENANT_ID"), "ENTRA_TENANT_ID");
        settings.Set("login_url", Address("ENTRA_LOGIN_BASE_URL") ?? "https://login.microsoftonline.com", "ENTRA_LOGIN_BASE_URL");
        settings.Set("graph_url", Address("ENTRA_GRAPH_URL") ?? "https://graph.microsoft.com", "ENTRA_GRAPH_URL");
        return settings;
    }

    private ProviderSettings Cognito()
    {
        var settings = Start("cognito", "Amazon Cognito", ProviderKind.Cognito, "COGNITO");
        var pool = new CognitoPool(read);
        settings.Set("pool", pool.Id, "COGNITO_USER_POOL_ID");
        settings.Set("resource_server", pool.ResourceServer, "COGNITO_RESOURCE_SERVER");
        if (pool.Id is not null)
        {
            settings.Set("issuers", pool.Issuer, "COGNITO_USER_POOL_ID");
            settings.Set("jwks_url", $"{pool.Endpoint}/{pool.Id}/.well-known/jwks.json", "COGNITO_ENDPOINT_URL");
            settings.Set("auth_url", pool.Front + "/oauth2/authorize", "COGNITO_DOMAIN");
            settings.Set("token_url", pool.Front + "/oauth2/token", "COGNITO_DOMAIN");
            settings.Set("user_info_url", pool.Front + "/oauth2/userInfo", "COGNITO_DOMAIN");
            settings.Set("logout_url", pool.Front + "/logout", "COGNITO_DOMAIN");
        }

        return settings;
    }

    private ProviderSettings GitHub() => Start("github", "GitHub", ProviderKind.GitHub, "GITHUB");

    private ProviderSettings Google() => Start("google", "Google", ProviderKind.Google, "GOOGLE");

    private ProviderSettings OpenId()
    {
        var settings = Start(Text("OIDC_NAME") ?? "oidc", "OpenID Connect", ProviderKind.OpenIdConnect, "OIDC");
        settings.Set("issuers", Text("OIDC_ISSUER"), "OIDC_ISSUER");
        settings.Set("audiences", Text("OIDC_AUDIENCES"), "OIDC_AUDIENCES");
        return settings;
    }

    private ProviderSettings Start(string name, string displayName, ProviderKind kind, string prefix)
    {
        var settings = new ProviderSettings(name, kind)
        {
            IsEnabled = Switch(prefix + "_ENABLED") ?? string.Equals(Text("AUTH_PROVIDER"), name, StringComparison.OrdinalIgnoreCase),
        };
        settings.Set("display_name", Text(prefix + "_DISPLAY_NAME") ?? displayName, prefix + "_DISPLAY_NAME");
        foreach (var field in (string[])[
            "client_id", "client_secret", "scopes", "groups_claim", "username_claim", "allowed_client_ids", "group_mappings"])
        {
            var key = $"{prefix}_{field.ToUpperInvariant()}";
            settings.Set(field, Text(key), key);
        }

        return settings;
    }

    private string? Text(string key) => read(key) is { } value && value.Trim() is { Length: > 0 } text ? text : null;

    private string? Address(string key) => Text(key)?.TrimEnd('/');

    private bool? Switch(string key)
    {
        if (Text(key) is not { } value)
        {
            return null;
        }

        if (FormFields.TryParseBoolean(value, out var on))
        {
            return on;
        }

        problems.Add($"{key} must be true or false.");
        return null;
    }
}
