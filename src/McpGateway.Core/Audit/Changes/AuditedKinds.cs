using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;

namespace McpGateway.Core.Audit.Changes;

/// <summary>
/// Which kinds of documents are audited, and which are not, with the reason. A kind that is in neither list is audited under its own name;
/// a test holds both lists against the kinds that there are.
/// </summary>
internal static class AuditedKinds
{
    private const string Mint = "mint";
    private const string Revoke = "revoke";

    /// <summary>By kind.</summary>
    public static readonly IReadOnlyDictionary<string, AuditRule> Rules = new Dictionary<string, AuditRule>(StringComparer.Ordinal)
    {
        ["servers"] = new()
        {
            ResourceType = "server",
            Permissions = Named(
                ("create", ServerPermissions.Register), ("update", ServerPermissions.Modify), ("toggle", ServerPermissions.Toggle),
                ("delete", ServerPermissions.Modify)),
        },
        ["server_tools"] = new() { ResourceType = "server_tools", NeedsCaller = true },
        ["server_secrets"] = new() { ResourceType = "server_credentials", Shown = Names("name") },
        ["agents"] = new()
        {
            ResourceType = "agent",
            Permissions = Named(
                ("create", AgentPermissions.Publish), ("update", AgentPermissions.Modify), ("toggle", AgentPermissions.Modify),
                ("delete", AgentPermissions.Delete)),
        },
        ["scopes"] = new() { ResourceType = "scope" },
        ["groups"] = new() { ResourceType = "group" },
        ["users"] = new()
        {
            ResourceType = "user",
            Shown = Names(
                "user_name", "groups", "is_enabled", "email", "display_name", "id", "first_name", "last_name", "subject_id",
                "must_change_password", "is_seeded_administrator", "locked_until", "credentials_not_before", "created_at", "updated_at"),
        },
        ["oauth_clients"] = new() { ResourceType = "oauth_client" },
        ["oauth_registrations"] = new() { ResourceType = "oauth_client", Created = "register" },
        ["signing_keys"] = new() { ResourceType = "signing_key", Shown = Names("key_id", "created_at", "retires_at") },
        ["egress_settings"] = new()
        {
            ResourceType = "egress_settings",
            Shown = Names(
                "mode", "provider", "tenant", "issuer", "authorization_endpoint", "token_endpoint", "revocation_endpoint", "client_id",
                "client_authentication", "scopes", "resource", "audience", "origins", "updated_at", "updated_by"),
        },
        ["egress_clients"] = new()
        {
            ResourceType = "egress_client",
            Shown = Names("issuer", "redirect_uri", "client_id", "client_authentication", "is_stated", "expires_at"),
        },
        ["egress_tokens"] = new()
        {
            ResourceType = "egress_account",
            Stream = AuditStreams.TokenMint,
            Created = "connect",
            Updated = null,
            Deleted = "disconnect",
            Shown = Names("server", "subject", "account", "expires_at", "obtained_at", "connected_at", "scopes", "issuer"),
        },
        ["federation_configs"] = new()
        {
            ResourceType = "federation",
            Shown = Names(
                "id", "kind", "name", "endpoint", "enabled", "sync_on_startup", "interval_minutes", "cron", "names", "tag_filters",
                "removes_missing", "switches_on", "token_url", "client_id", "auth_env_var", "created_at", "updated_at"),
        },
        ["security_scans"] = new() { ResourceType = "security_scan", NeedsCaller = true, Refined = Acceptance.Between },
        ["webhooks"] = new()
        {
            ResourceType = "webhook",
            Shown = Names("id", "name", "url", "events", "auth_header", "is_enabled", "created_by", "created_at"),
        },
        ["vended_tokens"] = new()
        {
            ResourceType = "api_token",
            Stream = AuditStreams.TokenMint,
            Created = Mint,
            Updated = Revoke,
            Deleted = Revoke,
            UserField = "owner_name",
        },
        ["oauth_grants"] = new()
        {
            ResourceType = "oauth_grant",
            Stream = AuditStreams.TokenMint,
            Created = Mint,
            Updated = "refresh",
            Deleted = Revoke,
            UserField = "holder.user_name",
        },
        ["oauth_consents"] = new()
        {
            ResourceType = "oauth_consent",
            Stream = AuditStreams.TokenMint,
            Created = "consent",
            Updated = "consent",
            Deleted = "revoke_consent",
            IdField = "client_id",
        },
        ["revoked_tokens"] = new()
        {
            ResourceType = "token",
            Stream = AuditStreams.TokenMint,
            Created = Revoke,
            Updated = null,
            Deleted = null,
        },
        ["revoked_subjects"] = new()
        {
            ResourceType = "subject",
            Stream = AuditStreams.TokenMint,
            Created = "revoke_all",
            Updated = "revoke_all",
            Deleted = null,
            IdField = "subject",
        },
        ["sessions"] = new()
        {
            ResourceType = "session",
            Stream = AuditStreams.SignIn,
            Created = "login",
            Updated = null,
            Deleted = "logout",
            UserField = "user_name",
        },
        ["audit_seals"] = new() { ResourceType = "audit_seal", Created = "begin", Updated = null, Shown = Names("sequence") },
        ["audit_keys"] = new() { ResourceType = "audit_key", Updated = null, Shown = Names("key_id", "x", "y", "first_used_at") },
    };

    /// <summary>Not audited, and why.</summary>
    public static readonly IReadOnlyDictionary<string, string> Technical = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["builtin_servers"] = "a mark that the product's own servers were registered once; the servers themselves are audited",
        ["egress_pending"] = "a connection to an upstream account that is being made; the account is audited",
        ["embeddings"] = "vectors of the search, computed",
        ["embedding_models"] = "the model that made them all last, noted by the gateway",
        ["federation_identity"] = "the installation's own id, drawn once",
        ["federation_tokens"] = "what a source gave in exchange for the token that is stated, kept by the gateway",
        ["federation_runs"] = "a protocol of its own; what a run changes is audited",
        ["health_history"] = "found by health checks",
        ["imports"] = "marks of what an import has brought; what it brings is audited",
        ["oauth_codes"] = "lives a minute; the grant that comes of it is audited",
        ["oauth_consent_tickets"] = "a question that is open on a page; the consent is audited",
        ["oauth_device_codes"] = "a sign-in that is under way; the grant that comes of it is audited",
        ["oauth_user_codes"] = "finds a device code",
        ["removed_servers"] = "what a removal is undone with; the removal is audited",
        ["saved_views"] = "what a user keeps of lists, for nobody else",
        ["security_scan_runs"] = "how far a scan of everything is; what it finds is kept with each thing",
        ["server_health"] = "found by health checks",
        ["server_tombstones"] = "what readers of changes learn of a removal; the removal is audited",
        ["used_sign_in_states"] = "keeps a sign-in from being used twice",
        ["vending_counts"] = "counts for a limit",
        ["webhook_deliveries"] = "what became of the last deliveries",
    };

    /// <summary>The rule for a kind; null when it is technical.</summary>
    public static AuditRule? Find(string kind) =>
        Rules.TryGetValue(kind, out var rule) ? rule
        : Technical.ContainsKey(kind) ? null
        : new AuditRule { ResourceType = kind };

    private static HashSet<string> Names(params IEnumerable<string> names) => new(names, StringComparer.Ordinal);

    private static Dictionary<string, string> Named(params IEnumerable<(string, string)> pairs) =>
        pairs.ToDictionary(static pair => pair.Item1, static pair => pair.Item2, StringComparer.Ordinal);
}
