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
        .. Registry(), .. Gate(), .. Webhook(), .. Federation(), .. Health(), .. Observability(), .. Audit(),
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
        new("STORAGE_BACKEND", ["Storage:Backend"], "sqlite, postgresql, mongodb-ce or documentdb.") { Default = "sqlite" },
        new("POSTGRES_CONNECTION_STRING", ["Storage:PostgresConnectionString"], "How PostgreSQL is reached.") { IsSecret = true },
        new("DATABASE_URL", ["Storage:PostgresConnectionString"], "The same as POSTGRES_CONNECTION_STRING.") { IsSecret = true },
        .. DocumentDb(),
        new("SECRET_KEY", ["Secrets:SecretKey", "Auth:SecretKey"], "The master key, at least 16 characters.") { IsSecret = true },
        new("SECRET_KEY_PREVIOUS", ["Secrets:PreviousSecretKey"], "A master key that is accepted too while SECRET_KEY is exchanged.")
        { IsSecret = true },
    ];

    private static IEnumerable<EnvironmentName> DocumentDb() =>
    [
        Mongo("CONNECTION_STRING", "ConnectionString", "MongoDB's whole address, instead of host, user and TLS.") with { IsSecret = true },
        Mongo("HOST", "Host", "Where MongoDB or DocumentDB runs.") with { Default = "localhost" },
        Mongo("PORT", "Port", "Its port.") with { Form = SettingForm.Count, Default = "27017" },
        Mongo("DATABASE", "Database", "The database in it.") with { Default = "mcp_registry" },
        Mongo("USERNAME", "Username", "Who signs in."),
        Mongo("PASSWORD", "Password", "With which password.") with { IsSecret = true, Form = SettingForm.Text },
        Mongo("USE_TLS", "UseTls", "Whether the connection is encrypted.") with { Form = SettingForm.Switch, Default = "true" },
        Mongo("TLS_CA_FILE", "TlsCaFile", "The authorities that count, such as global-bundle.pem."),
        Mongo("USE_IAM", "UseIam", "Whether the machine's role at AWS signs in.") with { Form = SettingForm.Switch, Default = "false" },
        Mongo("REPLICA_SET", "ReplicaSet", "The replica set's name."),
        Mongo("READ_PREFERENCE", "ReadPreference", "Accepted; everything is read from the primary."),
        Mongo("DIRECT_CONNECTION", "DirectConnection", "Whether only the named host is used.")
            with { Form = SettingForm.Switch, Default = "false" },
        Mongo("NAMESPACE", "Namespace", "Tells installations in one database apart.") with { Default = "default" },
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
        new("AWS_REGION", [Providers + "Cognito:Region", .. Llm("AwsRegion")],
            "The region: Cognito's, where the pool's id does not say it, and that of Bedrock's models for security scans.")
        { Form = SettingForm.Trimmed, Default = "us-east-1" },
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
        Search("EMBEDDINGS_PROVIDER", "Provider", "sentence-transformers, builtin, openai, litellm, ollama, azure or bedrock.")
            with { Default = "sentence-transformers" },
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

        .. Scanners(),

        // What counts for every use of models, where the use has no setting of its own.
        new("LLM_API_KEY", ["Discovery:ApiKey", .. Llm("ApiKey")], "API key of all models, where their uses have none of their own.")
        { Form = SettingForm.Trimmed, IsSecret = true, Yields = true },
        new("LLM_API_BASE", ["Discovery:ApiBase", .. Llm("ApiBase")], "Address of all models, such as a LiteLLM proxy's.")
        { Form = SettingForm.Trimmed, Yields = true },
        new("LLM_PROVIDER", Llm("Provider"), "litellm, openai, azure or bedrock, for the models of security scans.")
        { Form = SettingForm.Trimmed, Default = "litellm", Yields = true },
        new("LLM_MODEL", Llm("Model"), "Name of the model of security scans.")
        { Form = SettingForm.Trimmed, Default = "openai/gpt-4o-mini", Yields = true },
    ];

    private static IEnumerable<EnvironmentName> Scanners() =>
    [
        .. ScannerModel("MCP_SCANNER_LLM", "Servers", "servers"),
        .. ScannerModel("A2A_SCANNER_LLM", "Agents", "agents"),
        .. ScanSettings("", "Servers", "servers", "BLOCK_UNSAFE_SERVERS"),
        Scan("BLOCK_UNSAFE_SERVERS", "Servers:BlockUnsafe", "The same as SECURITY_BLOCK_UNSAFE_SERVERS.")
            with { Form = SettingForm.Switch },
        .. ScanSettings("AGENT_", "Agents", "agents", "BLOCK_UNSAFE_AGENTS"),
    ];

    private static IEnumerable<EnvironmentName> ScanSettings(string prefix, string part, string what, string block) =>
    [
        Scan($"{prefix}SECURITY_SCAN_ENABLED", part + ":Enabled", $"Whether {what} are scanned by themselves.")
            with { Form = SettingForm.Switch, Default = "true" },
        Scan($"{prefix}SECURITY_SCAN_ON_REGISTRATION", part + ":OnRegistration",
            $"Whether {what} are scanned when they are new or changed.")
            with { Form = SettingForm.Switch, Default = "true" },
        Scan($"{prefix}SECURITY_{block}", part + ":BlockUnsafe", $"Whether unsafe {what} are disabled.")
            with { Form = SettingForm.Switch, Default = "true" },
        Scan($"{prefix}SECURITY_ADD_PENDING_TAG", part + ":AddPendingTag", "Whether the tag security-pending is used.")
            with { Form = SettingForm.Switch, Default = "true" },
        Scan($"{prefix}SECURITY_ANALYZERS", part + ":Analyzers", "static, yara, llm and endpoint, with commas; static always runs.")
            with { Default = "static,yara" },
        Scan($"{prefix}SECURITY_SCAN_TIMEOUT", part + ":Timeout", "How long one scan may take.")
            with { Form = SettingForm.Seconds, Default = "60" },
    ];

    private static IEnumerable<EnvironmentName> ScannerModel(string prefix, string part, string what) =>
    [
        Scan(prefix + "_API_KEY", part + ":Llm:ApiKey", $"API key of the model that judges {what}.")
            with { IsSecret = true, Yields = true },
        Scan(prefix + "_API_BASE", part + ":Llm:ApiBase", $"Address of the model that judges {what}.") with { Yields = true },
        Scan(prefix + "_MODEL", part + ":Llm:Model", $"Name of the model that judges {what}.") with { Yields = true },
        Scan(prefix + "_PROVIDER", part + ":Llm:Provider", $"litellm, openai, azure or bedrock, for the model that judges {what}.")
            with { Yields = true },
    ];

    private static IReadOnlyList<string> Llm(string key) => [$"Scanning:Servers:Llm:{key}", $"Scanning:Agents:Llm:{key}"];

    private static EnvironmentName Scan(string name, string key, string meaning) =>
        new(name, ["Scanning:" + key], meaning) { Form = SettingForm.Trimmed };

    private static IEnumerable<EnvironmentName> Registry() =>
    [
        new("BUILD_VERSION", ["Registry:BuildVersion"], "The version that the gateway reports."),
        new("ENABLE_WELLKNOWN_DISCOVERY", ["Registry:EnableWellKnownDiscovery"], "Whether the well-known list of servers is published.")
        { Form = SettingForm.Switch, Default = "true" },
        new("WELLKNOWN_CACHE_TTL", ["Registry:WellKnownCacheTtl"], "How long that list may be kept.")
        { Form = SettingForm.WholeSeconds, Default = "300" },
        new("WELLKNOWN_SUPPORT", ["Registry:SupportContact"], "Whom that list names for support."),
    ];

    private static IEnumerable<EnvironmentName> Gate() =>
    [
        Asked("REGISTRATION_GATE_ENABLED", "Enabled", "Whether an endpoint is asked before something is registered.")
            with { Form = SettingForm.Switch, Default = "false" },
        Asked("REGISTRATION_GATE_URL", "Url", "The endpoint that is asked."),
        Asked("REGISTRATION_GATE_AUTH_TYPE", "AuthType", "none, api_key, bearer or oauth2_client_credentials.") with { Default = "none" },
        Asked("REGISTRATION_GATE_AUTH_CREDENTIAL", "AuthCredential", "The API key or token for it.") with { IsSecret = true },
        Asked("REGISTRATION_GATE_AUTH_HEADER_NAME", "AuthHeaderName", "The header that carries an API key.") with { Default = "X-Api-Key" },
        Asked("REGISTRATION_GATE_OAUTH2_TOKEN_URL", "TokenUrl", "Where tokens for it are had."),
        Asked("REGISTRATION_GATE_OAUTH2_CLIENT_ID", "ClientId", "The gateway's client there."),
        Asked("REGISTRATION_GATE_OAUTH2_CLIENT_SECRET", "ClientSecret", "Its secret.") with { IsSecret = true },
        Asked("REGISTRATION_GATE_OAUTH2_SCOPE", "Scope", "Scopes of the token."),
        new("REGISTRATION_GATE_TIMEOUT_SECONDS", ["RegistrationGate:Timeout"], "How long one answer may take.")
        { Form = SettingForm.Seconds },
        new("REGISTRATION_ENFORCED_STATUS", ["Agents:EnforcedStatus"], "The lifecycle status with which every agent begins.")
        { Form = SettingForm.Trimmed },
        new("REGISTRATION_GATE_MAX_RETRIES", ["RegistrationGate:MaxRetries"], "How often it is asked again.") { Form = SettingForm.Number },
    ];

    private static IEnumerable<EnvironmentName> Webhook() =>
    [
        Told("REGISTRATION_WEBHOOK_URL", "Url", "An address that hears of every registration, change and removal."),
        Told("REGISTRATION_WEBHOOK_AUTH_HEADER", "AuthHeader", "A header that is sent there."),
        Told("REGISTRATION_WEBHOOK_AUTH_TOKEN", "AuthToken", "Its value.") with { IsSecret = true },
        Told("REGISTRATION_WEBHOOK_SECRET", "Secret", "The key of the signatures.") with { IsSecret = true },
        new("REGISTRATION_WEBHOOK_TIMEOUT_SECONDS", ["Webhooks:Timeout"], "How long one answer may take.") { Form = SettingForm.Seconds },
    ];

    private static IEnumerable<EnvironmentName> Federation() =>
    [
        Source("ANTHROPIC_REGISTRY_ENABLED", "AnthropicRegistryEnabled", "Whether the public MCP registry is a source.")
            with { Form = SettingForm.Switch, Default = "false" },
        Source("FEDERATION_CONFIG_PATH", "ConfigPath", "A file with sources, used until a configuration is stored."),
        Source("ASOR_HOSTNAME", "AsorHostname", "The Workday host that gives out tokens."),
        Source("ASOR_TENANT_NAME", "AsorTenantName", "The Workday tenant."),
        Source("WORKDAY_TOKEN_URL", "AsorTokenUrl", "Where Workday gives out tokens, if elsewhere."),
        Source("ASOR_CLIENT_ID", "AsorClientId", "The gateway's client in Workday."),
        Source("ASOR_CLIENT_SECRET", "AsorClientSecret", "Its secret.") with { IsSecret = true },
        Source("ASOR_ACCESS_TOKEN", "AsorAccessToken", "A Workday token to begin with.") with { IsSecret = true },
        Source("ASOR_REFRESH_TOKEN", "AsorRefreshToken", "Has new Workday tokens.") with { IsSecret = true },
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

    private static IEnumerable<EnvironmentName> Audit() =>
    [
        new("AUDIT_LOG_ENABLED", ["Audit:Enabled"], "Whether changes, sign-ins and tokens are audited.")
        { Form = SettingForm.Switch, Default = "true" },
        new("METRICS_RETENTION_DAYS", ["MetricsService:RetentionDays"], "For how many days metrics that were sent are kept.")
        { Form = SettingForm.Count, Default = "90" },
        new("METRICS_RATE_LIMIT", ["MetricsService:RateLimit"], "Requests that one key may send in a minute.")
        { Form = SettingForm.Count, Default = "1000" },
        new("AUDIT_LOG_MONGODB_TTL_DAYS", ["Audit:KeepEvents"], "For how many days the audit is kept.") { Form = SettingForm.Days },
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

    private static IEnumerable<EnvironmentName> Observability() =>
    [
        new("OTEL_PROMETHEUS_ENABLED", ["Metrics:Enabled"], "Whether there are metrics at all.")
        { Form = SettingForm.Switch, Default = "true" },
        new("OTEL_PROMETHEUS_PORT", ["Metrics:Port"], "A port of its own for /metrics, without authentication, such as 9465.")
        { Form = SettingForm.Count },
        new("OTEL_EXPORTER_OTLP_ENDPOINT", ["Otlp:Endpoint"], "The collector that metrics and traces are pushed to.")
        { Form = SettingForm.Trimmed },
        new("OTEL_OTLP_ENDPOINT", ["Otlp:Endpoint"], "The same as OTEL_EXPORTER_OTLP_ENDPOINT.") { Form = SettingForm.Trimmed },
        new("OTEL_EXPORTER_OTLP_PROTOCOL", ["Otlp:Protocol"], "http/protobuf or grpc.")
        { Form = SettingForm.Trimmed, Default = "http/protobuf" },
        new("OTEL_EXPORTER_OTLP_HEADERS", ["Otlp:Headers"], "Sent with every push, as name=value,name=value.") { IsSecret = true },
        new("OTEL_METRICS_EXPORTER", ["Otlp:MetricsExporter"], "Whether metrics are pushed: otlp or none.")
        { Form = SettingForm.Trimmed, Default = "otlp" },
        new("OTEL_TRACES_EXPORTER", ["Otlp:TracesExporter"], "Whether traces are pushed: otlp or none.")
        { Form = SettingForm.Trimmed, Default = "otlp" },
        new("OTEL_TRACES_SAMPLER", ["Tracing:Sampler"], "Who decides which traces are recorded.")
        { Form = SettingForm.Trimmed, Default = "parentbased_traceidratio" },
        new("OTEL_TRACES_SAMPLER_ARG", ["Tracing:SampleRatio"], "The part of the traces that is recorded, from 0 to 1.")
        { Form = SettingForm.Trimmed, Default = "1" },
        new("OTEL_SERVICE_NAME", ["Otlp:ServiceName"], "What the gateway is called there.")
        { Form = SettingForm.Trimmed, Default = "mcp-gateway" },
    ];

    private static EnvironmentName Mongo(string name, string key, string meaning) =>
        new("DOCUMENTDB_" + name, ["Storage:DocumentDb:" + key], meaning) { Form = SettingForm.Trimmed };

    private static EnvironmentName Provider(string name, string key, string meaning) =>
        new(name, [Providers + key], meaning) { Form = SettingForm.Trimmed };

    private static EnvironmentName Asked(string name, string key, string meaning) =>
        new(name, ["RegistrationGate:" + key], meaning) { Form = SettingForm.Trimmed };

    private static EnvironmentName Told(string name, string key, string meaning) =>
        new(name, ["Webhooks:" + key], meaning) { Form = SettingForm.Trimmed };

    private static EnvironmentName Source(string name, string key, string meaning) =>
        new(name, ["Federation:" + key], meaning) { Form = SettingForm.Trimmed };

    private static EnvironmentName Search(string name, string key, string meaning) =>
        new(name, ["Discovery:" + key], meaning) { Form = SettingForm.Trimmed };

    private static EnvironmentName Aws(string name, string cognito, string discovery, string meaning) =>
        new(name, [Providers + "Cognito:" + cognito, "Discovery:" + discovery, .. Llm(cognito)], meaning)
        { Form = SettingForm.Trimmed, IsSecret = true, Yields = true };
}
