using McpGateway.Foundation;
using McpGateway.Foundation.Settings;

namespace McpGateway.Identity.Providers;

/// <summary>The providers as the settings below <c>IdentityProviders</c> describe them, which the environment's names stand for.</summary>
internal sealed class ProviderEnvironment(GatewaySettings all, ICollection<string> problems)
{
    /// <summary>What every provider has: the field of the providers' file and the configuration key.</summary>
    private static readonly (string Field, string Name)[] Common =
    [
        ("client_id", "ClientId"), ("client_secret", "ClientSecret"), ("scopes", "Scopes"), ("groups_claim", "GroupsClaim"),
        ("username_claim", "UsernameClaim"), ("allowed_client_ids", "AllowedClientIds"), ("group_mappings", "GroupMappings"),
    ];

    public IEnumerable<ProviderSettings> Read() => [Keycloak(), Entra(), Cognito(), GitHub(), Google(), OpenId()];

    private ProviderSettings Keycloak()
    {
        var (settings, keys) = Start("keycloak", "Keycloak", "Keycloak", ProviderKind.Keycloak);
        var inside = keys.Address("Url") ?? "http://keycloak:8080";
        var outside = keys.Address("ExternalUrl") ?? inside;
        var outsideKey = keys.NameOf(outside == inside ? "Url" : "ExternalUrl");
        var realm = "/realms/" + (keys.Text("Realm") ?? "mcp-gateway");
        var protocol = realm + "/protocol/openid-connect";

        // The last issuer is that of a realm which was set up from the machine it runs on; the keys decide, and those are of the URL. What
        // is no address is refused below by its own setting.
        string[] issuers = [outside + realm, inside + realm, "http://localhost:8080" + realm];
        settings.Set("issuers", string.Join(' ', issuers.Distinct().Where(ProviderBuilder.IsAddress)), keys.NameOf("Url"));
        settings.Set("auth_url", outside + protocol + "/auth", outsideKey);
        settings.Set("logout_url", outside + protocol + "/logout", outsideKey);
        settings.Set("token_url", inside + protocol + "/token", keys.NameOf("Url"));
        settings.Set("user_info_url", inside + protocol + "/userinfo", keys.NameOf("Url"));
        settings.Set("jwks_url", inside + protocol + "/certs", keys.NameOf("Url"));
        settings.Set(
            "audiences", string.Join(' ', new[] { "account", keys.Text("ClientId"), keys.Text("MachineClientId") }),
            keys.NameOf("ClientId"));
        return settings;
    }

    private ProviderSettings Entra()
    {
        var (settings, keys) = Start("entra", "Entra", "Microsoft Entra ID", ProviderKind.Entra);
        settings.Set("tenant", keys.Text("TenantId"), keys.NameOf("TenantId"));
        settings.Set("login_url", keys.Address("LoginUrl") ?? "https://login.microsoftonline.com", keys.NameOf("LoginUrl"));
        settings.Set("graph_url", keys.Address("GraphUrl") ?? "https://graph.microsoft.com", keys.NameOf("GraphUrl"));
        return settings;
    }

    private ProviderSettings Cognito()
    {
        var (settings, keys) = Start("cognito", "Cognito", "Amazon Cognito", ProviderKind.Cognito);
        var pool = new CognitoPool(all);
        settings.Set("pool", pool.Id, keys.NameOf("UserPoolId"));
        settings.Set("resource_server", pool.ResourceServer, keys.NameOf("ResourceServer"));
        if (pool.Id is not null)
        {
            settings.Set("issuers", pool.Issuer, keys.NameOf("UserPoolId"));
            settings.Set("jwks_url", $"{pool.Endpoint}/{pool.Id}/.well-known/jwks.json", keys.NameOf("EndpointUrl"));
            settings.Set("auth_url", pool.Front + "/oauth2/authorize", keys.NameOf("Domain"));
            settings.Set("token_url", pool.Front + "/oauth2/token", keys.NameOf("Domain"));
            settings.Set("user_info_url", pool.Front + "/oauth2/userInfo", keys.NameOf("Domain"));
            settings.Set("logout_url", pool.Front + "/logout", keys.NameOf("Domain"));
        }

        return settings;
    }

    private ProviderSettings GitHub() => Start("github", "GitHub", "GitHub", ProviderKind.GitHub).Settings;

    private ProviderSettings Google() => Start("google", "Google", "Google", ProviderKind.Google).Settings;

    private ProviderSettings OpenId()
    {
        var name = new ProviderSection(all, "Oidc").Text("Name") ?? "oidc";
        var (settings, keys) = Start(name, "Oidc", "OpenID Connect", ProviderKind.OpenIdConnect);
        settings.Set("issuers", keys.Text("Issuer"), keys.NameOf("Issuer"));
        settings.Set("audiences", keys.Text("Audiences"), keys.NameOf("Audiences"));
        return settings;
    }

    private (ProviderSettings Settings, ProviderSection Keys) Start(string name, string section, string displayName, ProviderKind kind)
    {
        var keys = new ProviderSection(all, section);
        var settings = new ProviderSettings(name, kind)
        {
            IsEnabled = IsEnabled(keys) ?? string.Equals(all.Text(ProviderKeys.Managed), name, StringComparison.OrdinalIgnoreCase),
        };
        settings.Set("display_name", keys.Text("DisplayName") ?? displayName, keys.NameOf("DisplayName"));
        foreach (var (field, key) in Common)
        {
            settings.Set(field, keys.Text(key), keys.NameOf(key));
        }

        return (settings, keys);
    }

    private bool? IsEnabled(ProviderSection keys)
    {
        foreach (var problem in keys.Problems)
        {
            problems.Add(problem);
        }

        if (keys.Text("Enabled") is not { } value)
        {
            return null;
        }

        if (BooleanText.TryParse(value, out var on))
        {
            return on;
        }

        problems.Add($"{keys.NameOf("Enabled")} must be true or false.");
        return null;
    }

    /// <summary>The settings of one provider.</summary>
    private sealed class ProviderSection(GatewaySettings all, string provider)
    {
        private readonly string _section = ProviderKeys.SectionOf(provider);

        public IReadOnlyList<string> Problems => all.Problems(_section);

        public string? Text(string name) => all.Text($"{_section}:{name}");

        public string? Address(string name) => Text(name)?.TrimEnd('/');

        public string NameOf(string name) => all.NameOf($"{_section}:{name}");
    }
}
