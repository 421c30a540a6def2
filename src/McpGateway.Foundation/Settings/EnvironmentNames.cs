using System.Collections.Frozen;

namespace McpGateway.Foundation.Settings;

/// <summary>
/// Every name of the environment that the product reads, the keys that it stands for, and what it means. Where several names stand for
/// one key, the first that is set counts.
/// </summary>
public static class EnvironmentNames
{
    /// <summary>Names that messages and the documentation's links speak of.</summary>
    public const string ProvidersFile = "OAUTH2_PROVIDERS_PATH";

    private const string Providers = "IdentityProviders:";

    /// <summary>In the order in which they are listed and count.</summary>
    public static IReadOnlyList<EnvironmentName> All { get; } =
    [
        .. Start(), .. Storage(), .. Sessions(), .. SignIn(), .. Keycloak(), .. Entra(), .. Cognito(), .. OtherProviders(), .. Embeddings(),
        .. Registry(), .. Health(),
    ];

    private static readonly FrozenDictionary<string, EnvironmentName[]> ByKey = All
        .SelectMany(name => name.Keys.Select(key => (key, name)))
        .GroupBy(pair => pair.key, pair => pair.name, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.OrdinalIgnoreCase);

    /// <summary>The names that stand for a key; the first that is set counts.</summary>
    public static IReadOnlyList<EnvironmentName> For(string key) => ByKey.TryGetValue(key, out var names) ? names : [];

    /// <summary>The name under which operators know a key; the key itself where there is none.</summary>
    public static string NameOf(string key) => For(key) is [var first, ..] ? first.Name : key;

    private static IEnumerable<EnvironmentName> Start() =>
    [
        new("PUBLIC_URL", ["Auth:PublicUrl"], "The address under which clients reach the gateway."),
        new("REGISTRY_URL", ["Auth:PublicUrl"], "Former name of PUBLIC_URL."),
        new("TRUSTED_PROXIES", ["Auth:TrustedProxies"], "Addresses or networks whose forwarding headers are believed."),
        new("SCOPES_CONFIG_PATH", ["Access:ScopesConfigPath"], "A file with the scopes of the first start.") { Yields = true },
        new("MCP_ADVERTISED_SCOPES", ["OAuth:AdvertisedScopes"], "The scopes that the authorization server's metadata names."),
        new("MCP_RESOURCE_DOCUMENTATION_URL", ["OAuth:ResourceDocumentationUrl"], "The page that resource metadata names."),
    ];

    private static IEnumerable<EnvironmentName> Storage() =>
    [
        new("DATA_DIR", ["Storage:DataDirectory", "Secrets:DataDirectory"], "Where the database, keys and models lie.")
        { Default = "./data" },
        new("STORAGE_BACKEND", ["Storage:Backend"], "sqlite or postgresql.") { Default = "sqlite" },
        new("POSTGRES_CONNECTION_STRING", ["Storage:PostgresConnectionString"], "How PostgreSQL is reached.") { IsSecret = true },
        new("DATABASE_URL", ["Storage:PostgresConnectionString"], "The same as POSTGRES_CONNECTION_STRING.") { IsSecret = true },
        new("SECRET_KEY", ["Secrets:SecretKey", "Auth:SecretKey"], "The master key, at least 16 characters.") { IsSecret = true },
    ];

    private static IEnumerable<EnvironmentName> Sessions() =>
    [
        new("SESSION_COOKIE_NAME", ["Auth:SessionCookieName"], "Name of the session's cookie.") { Default = "mcp_gateway_session" },
        new("SESSION_MAX_AGE_SECONDS", ["Auth:SessionMaxAgeSeconds"], "Lifetime of a session.")
        { Form = SettingForm.Count, Default = "28800" },
        new("SESSION_COOKIE_SECURE", ["Auth:SessionCookieSecure"], "Whether the cookie is marked Secure on https requests.")
        { Form = SettingForm.Switch, Default = "false" },
        new("SESSION_COOKIE_DOMAIN", ["Auth:SessionCookieDomain"], "The domain whose hosts share the cookie."),
        new("MAX_TOKENS_PER_USER_PER_HOUR", ["Auth:MaxTokensPerUserPerHour"], "Tokens that one user may have vended per hour.")
        { Form = SettingForm.Count, Default = "100" },
        new("JWT_ISSUER", ["Auth:Issuer"], "The issuer of vended tokens.") { Default = "mcp-auth-server" },
        new("JWT_AUDIENCE", ["Auth:Audience"], "The audience of vended tokens.") { Default = "mcp-registry" },
        new("AUTH_SERVER_EXTERNAL_URL", ["Auth:AuthServerExternalUrl"], "The address that the sign-in configuration reports."),
    ];

    private static IEnumerable<EnvironmentName> SignIn() =>
    [
        new("ADMIN_USER", ["Auth:AdminUser"], "Name of the local administrator.") { Default = "admin" },
        new("ADMIN_PASSWORD", ["Auth:AdminPassword"], "The administrator's password; generated when not set.") { IsSecret = true },
        new("LOCAL_SIGN_IN_ENABLED", ["Auth:AllowsLocalSignIn"], "Whether people sign in with local accounts.")
        { Form = SettingForm.Switch, Default = "true" },
        Provider("AUTH_PROVIDER", "Managed", "The identity provider that is used and whose accounts are managed."),
        Provider(ProvidersFile, "File", "A file that describes identity providers."),
    ];

    private static IEnumerable<EnvironmentName> Keycloak() =>
    [
        .. Common("KEYCLOAK", "Keycloak"),
        new("KEYCLOAK_URL", [Providers + "Keycloak:Url", "Auth:KeycloakUrl"], "Where the gateway reaches Keycloak.")
        { Form = SettingForm.Trimmed, Default = "http://keycloak:8080" },
        Provider("KEYCLOAK_EXTERNAL_URL", "Keycloak:ExternalUrl", "Where browsers reach Keycloak, if elsewhere."),
        new("KEYCLOAK_REALM", [Providers + "Keycloak:Realm", "Auth:KeycloakRealm"], "The realm.")
        { Form = SettingForm.Trimmed, Default = "mcp-gateway" },
        Provider("KEYCLOAK_M2M_CLIENT_ID", "Keycloak:MachineClientId", "A further client whose tokens are accepted."),
        Provider("KEYCLOAK_ADMIN_URL", "Keycloak:AdminUrl", "Where the administration of Keycloak is, if elsewhere."),
        Provider("KEYCLOAK_ADMIN", "Keycloak:AdminUser", "An administrator of the realm master.") with { Default = "admin" },
        Provider("KEYCLOAK_ADMIN_PASSWORD", "Keycloak:AdminPassword", "That administrator's password.") with { IsSecret = true },
        Provider("KEYCLOAK_ADMIN_CLIENT_ID", "Keycloak:AdminClientId", "A service account that may manage the realm."),
        Provider("KEYCLOAK_ADMIN_CLIENT_SECRET", "Keycloak:AdminClientSecret", "That service account's secret.") with { IsSecret = true },
    ];

    private static IEnumerable<EnvironmentName> Entra() =>
    [
        .. Common("ENTRA", "Entra"),
        Provider("ENTRA_TENANT_ID", "Entra:TenantId", "Id or domain of the tenant."),
        Provider("ENTRA_LOGIN_BASE_URL", "Entra:LoginUrl", "Where tokens come from; national clouds have their own.")
            with { Default = "https://login.microsoftonline.com" },
        Provider("ENTRA_GRAPH_URL", "Entra:GraphUrl", "Microsoft Graph; national clouds have their own.")
            with { Default = "https://graph.microsoft.com" },
        Provider("ENTRA_ADMIN_CLIENT_ID", "Entra:AdminClientId", "The app registration that may manage, if not that of sign-in."),
        Provider("ENTRA_ADMIN_CLIENT_SECRET", "Entra:AdminClientSecret", "Its secret.") with { IsSecret = true },
        Provider("ENTRA_USER_DOMAIN", "Entra:UserDomain", "The verified domain of new people."),
    ];

    private static IEnumerable<EnvironmentName> Cognito() =>
    [
        .. Common("COGNITO", "Cognito"),
        Provider("COGNITO_USER_POOL_ID", "Cognito:UserPoolId", "Id of the user pool."),
        Provider("COGNITO_ENDPOINT_URL", "Cognito:EndpointUrl", "Where the pool's API and keys are, if not at the public address."),
        Provider("COGNITO_DOMAIN", "Cognito:Domain", "Where people sign in: an address, or the prefix of Cognito's own domain."),
        Provider("COGNITO_RESOURCE_SERVER", "Cognito:ResourceServer", "The resource server whose scopes are groups of machines."),
        Provider("AWS_REGION", "Cognito:Region", "The region, where the pool's id does not say it.") with { Default = "us-east-1" },
        Provider("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "Cognito:ContainerRelativeUri", "Set by ECS: where a role's keys are lent."),
        Provider("AWS_CONTAINER_CREDENTIALS_FULL_URI", "Cognito:ContainerFullUri", "Set by EKS: where a role's keys are lent."),
        Provider("AWS_CONTAINER_AUTHORIZATION_TOKEN", "Cognito:ContainerToken", "Set by the platform.") with { IsSecret = true },
        Provider("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "Cognito:ContainerTokenFile", "Set by the platform."),
    ];

    private static IEnumerable<EnvironmentName> OtherProviders() =>
    [
        .. Common("GITHUB", "GitHub"),
        .. Common("GOOGLE", "Google"),
        .. Common("OIDC", "Oidc"),
        Provider("OIDC_NAME", "Oidc:Name", "Name of the provider in addresses.") with { Default = "oidc" },
        Provider("OIDC_ISSUER", "Oidc:Issuer", "Issuer of the OpenID provider."),
        Provider("OIDC_AUDIENCES", "Oidc:Audiences", "Audiences of access tokens that are accepted."),
    ];

    private static IEnumerable<EnvironmentName> Embeddings() =>
    [
        Search("EMBEDDINGS_PROVIDER", "Provider", "builtin, local, openai, azure or bedrock.") with { Default = "builtin" },
        Search("EMBEDDINGS_MODEL_NAME", "Model", "Name of the embedding model."),
        Search("EMBEDDINGS_MODEL_DIMENSIONS", "Dimensions", "Dimensions to ask for; 0 for the model's own.")
            with { Form = SettingForm.WholeNumber, Default = "0" },
        Search("EMBEDDINGS_API_BASE", "ApiBase", "Base address of the embedding service."),
        Search("EMBEDDINGS_AWS_REGION", "AwsRegion", "Region of Bedrock.") with { Default = "us-east-1" },
        Search("EMBEDDINGS_API_KEY", "ApiKey", "API key, or AWS access key id.") with { IsSecret = true, Yields = true },
        Search("EMBEDDINGS_SECRET_KEY", "SecretKey", "AWS secret access key.") with { IsSecret = true, Yields = true },
        Aws("AWS_ACCESS_KEY_ID", "AccessKeyId", "ApiKey", "AWS access key id."),
        Aws("AWS_SECRET_ACCESS_KEY", "SecretKey", "SecretKey", "AWS secret access key."),
        Aws("AWS_SESSION_TOKEN", "SessionToken", "SessionToken", "Belongs to temporary AWS keys."),
    ];

    private static IEnumerable<EnvironmentName> Registry() =>
    [
        new("BUILD_VERSION", ["Registry:BuildVersion"], "The version that the gateway reports."),
        new("ENABLE_WELLKNOWN_DISCOVERY", ["Registry:EnableWellKnownDiscovery"], "Whether the well-known list of servers is published.")
        { Form = SettingForm.Switch, Default = "true" },
        new("WELLKNOWN_CACHE_TTL", ["Registry:WellKnownCacheTtl"], "How long that list may be kept.")
        { Form = SettingForm.WholeSeconds, Default = "300" },
        new("WELLKNOWN_SUPPORT", ["Registry:SupportContact"], "Whom that list names for support."),
    ];

    private static IEnumerable<EnvironmentName> Health() =>
    [
        new("HEALTH_CHECK_INTERVAL_SECONDS", ["Health:Interval"], "How often servers are checked.") { Form = SettingForm.Seconds },
        new("HEALTH_CHECK_TIMEOUT_SECONDS", ["Health:PingTimeout"], "How long a server may take to answer.") { Form = SettingForm.Seconds },
        new("MAX_WEBSOCKET_CONNECTIONS", ["Health:Push:MaxConnections"], "Open push channels.") { Form = SettingForm.Number },
        new("WEBSOCKET_SEND_TIMEOUT_SECONDS", ["Health:Push:SendTimeout"], "How long one message may take.") { Form = SettingForm.Seconds },
        new("WEBSOCKET_BROADCAST_INTERVAL_MS", ["Health:Push:BroadcastInterval"], "The shortest time between two messages.")
        { Form = SettingForm.Milliseconds },
        new("WEBSOCKET_MAX_BATCH_SIZE", ["Health:Push:MaxBatchSize"], "Servers in one message.") { Form = SettingForm.Number },
    ];

    /// <summary>What all identity providers have.</summary>
    private static IEnumerable<EnvironmentName> Common(string prefix, string name) =>
    [
        Provider(prefix + "_ENABLED", name + ":Enabled", $"Whether {name} is used.") with { Form = SettingForm.Switch },
        Provider(prefix + "_DISPLAY_NAME", name + ":DisplayName", "What the sign-in page calls it."),
        Provider(prefix + "_CLIENT_ID", name + ":ClientId", "The gateway's client id there."),
        Provider(prefix + "_CLIENT_SECRET", name + ":ClientSecret", "The gateway's client secret there.") with { IsSecret = true },
        Provider(prefix + "_SCOPES", name + ":Scopes", "The scopes that sign-in asks for."),
        Provider(prefix + "_GROUPS_CLAIM", name + ":GroupsClaim", "The claim that names groups."),
        Provider(prefix + "_USERNAME_CLAIM", name + ":UsernameClaim", "The claim that names the user."),
        Provider(prefix + "_ALLOWED_CLIENT_IDS", name + ":AllowedClientIds", "Further clients whose tokens are accepted."),
        Provider(prefix + "_GROUP_MAPPINGS", name + ":GroupMappings", "What the provider states, and the groups here that it means."),
    ];

    private static EnvironmentName Provider(string name, string key, string meaning) =>
        new(name, [Providers + key], meaning) { Form = SettingForm.Trimmed };

    private static EnvironmentName Search(string name, string key, string meaning) =>
        new(name, ["Discovery:" + key], meaning) { Form = SettingForm.Trimmed };

    private static EnvironmentName Aws(string name, string cognito, string discovery, string meaning) =>
        new(name, [Providers + "Cognito:" + cognito, "Discovery:" + discovery], meaning)
        { Form = SettingForm.Trimmed, IsSecret = true, Yields = true };
}
