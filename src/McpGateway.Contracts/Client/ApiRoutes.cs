namespace McpGateway.Contracts.Client;

/// <summary>The operations that the client uses. A test holds each against <c>/openapi.json</c>.</summary>
public static class ApiRoutes
{
    // Before the routes, which add themselves: initializers run in the order of the text.
    private static readonly List<ApiRoute> Known = [];

    public static readonly ApiRoute SignIn = Post("/api/auth/login");
    public static readonly ApiRoute SignOut = Post("/api/auth/logout");
    public static readonly ApiRoute Me = Get("/api/auth/me");
    public static readonly ApiRoute SigningKeys = Get("/api/auth/signing-keys");
    public static readonly ApiRoute SigningKeyRotate = Post("/api/auth/signing-keys/rotate");
    public static readonly ApiRoute ClientList = Get("/api/auth/connections");
    public static readonly ApiRoute ClientRevoke = Delete("/api/auth/connections");

    public static readonly ApiRoute TokenGenerate = Post("/api/tokens/generate");
    public static readonly ApiRoute TokenList = Get("/api/tokens/mine");
    public static readonly ApiRoute TokenRevoke = Delete("/api/tokens/{jti}");

    public static readonly ApiRoute ServerList = Get("/api/servers");
    public static readonly ApiRoute ServerRegister = Post("/api/servers/register");
    public static readonly ApiRoute ServerToggle = Post("/api/servers/toggle");
    public static readonly ApiRoute ServerRemove = Post("/api/servers/remove");
    public static readonly ApiRoute ServerHealth = Get("/api/servers/health");
    public static readonly ApiRoute ServerTools = Get("/api/servers/tools/{path}");
    public static readonly ApiRoute ServerImport = Post("/api/servers/import");
    public static readonly ApiRoute ServerGet = Get("/api/servers/{path}");
    public static readonly ApiRoute ServerEdit = Post("/api/edit/{path}", endsWithRedirect: true);
    public static readonly ApiRoute ServerRefresh = Post("/api/refresh/{path}");
    public static readonly ApiRoute ServerRate = Post("/api/servers/{path}", "rate");
    public static readonly ApiRoute ServerRating = Get("/api/servers/{path}", "rating");
    public static readonly ApiRoute ServerHealthHistory = Get("/api/servers/{path}", "health/history");
    public static readonly ApiRoute ServerApproveTools = Post("/api/servers/{path}", "tools/approve");
    public static readonly ApiRoute ServerRejectTools = Post("/api/servers/{path}", "tools/reject");
    public static readonly ApiRoute ServerManifest = Get("/api/servers/{path}", "server.json");
    public static readonly ApiRoute ServerScan = Get("/api/servers/{path}", "security-scan");
    public static readonly ApiRoute ServerRescan = Post("/api/servers/{path}", "rescan");
    public static readonly ApiRoute ServerVersions = Get("/api/servers/{path}", "versions");
    public static readonly ApiRoute ServerVersionDefault = Put("/api/servers/{path}", "versions/default");
    public static readonly ApiRoute ServerVersionRemove = Delete("/api/servers/{path}", "versions/{version}");

    public static readonly ApiRoute AgentList = Get("/api/agents");
    public static readonly ApiRoute AgentRegister = Post("/api/agents/register");
    public static readonly ApiRoute AgentGet = Get("/api/agents/{path}");
    public static readonly ApiRoute AgentUpdate = Put("/api/agents/{path}");
    public static readonly ApiRoute AgentDelete = Delete("/api/agents/{path}");
    public static readonly ApiRoute AgentToggle = Post("/api/agents/{path}", "toggle");
    public static readonly ApiRoute AgentRate = Post("/api/agents/{path}", "rate");
    public static readonly ApiRoute AgentRating = Get("/api/agents/{path}", "rating");
    public static readonly ApiRoute AgentHealth = Post("/api/agents/{path}", "health");
    public static readonly ApiRoute AgentHealthHistory = Get("/api/agents/{path}", "health/history");
    public static readonly ApiRoute AgentScan = Get("/api/agents/{path}", "security-scan");
    public static readonly ApiRoute AgentRescan = Post("/api/agents/{path}", "rescan");
    public static readonly ApiRoute AgentCard = Get("/api/agents/{path}", "card");
    public static readonly ApiRoute AgentCardChanges = Get("/api/agents/{path}", "card/changes");
    public static readonly ApiRoute AgentCardApprove = Post("/api/agents/{path}", "card/approve");
    public static readonly ApiRoute AgentCardReject = Post("/api/agents/{path}", "card/reject");
    public static readonly ApiRoute AgentCardRefresh = Post("/api/agents/{path}", "card/refresh");
    public static readonly ApiRoute AgentDiscover = Post("/api/agents/discover");
    public static readonly ApiRoute AgentSearch = Post("/api/agents/discover/semantic");

    public static readonly ApiRoute Search = Post("/api/search/semantic");
    public static readonly ApiRoute SearchIndex = Get("/api/search/index");

    public static readonly ApiRoute GroupList = Get("/api/servers/groups");
    public static readonly ApiRoute GroupGet = Get("/api/servers/groups/{name}");
    public static readonly ApiRoute GroupCreate = Post("/api/servers/groups/create");
    public static readonly ApiRoute GroupDelete = Post("/api/servers/groups/delete");
    public static readonly ApiRoute GroupAddServer = Post("/api/servers/groups/add");
    public static readonly ApiRoute GroupRemoveServer = Post("/api/servers/groups/remove");
    public static readonly ApiRoute GroupImport = Post("/api/servers/groups/import");

    public static readonly ApiRoute DirectoryGroupList = Get("/api/management/iam/groups");
    public static readonly ApiRoute DirectoryGroupCreate = Post("/api/management/iam/groups");
    public static readonly ApiRoute DirectoryGroupDelete = Delete("/api/management/iam/groups/{name}");
    public static readonly ApiRoute UserList = Get("/api/management/iam/users");
    public static readonly ApiRoute UserCreate = Post("/api/management/iam/users/human");
    public static readonly ApiRoute UserCreateService = Post("/api/management/iam/users/m2m");
    public static readonly ApiRoute UserUpdate = Patch("/api/management/iam/users/{username}");
    public static readonly ApiRoute UserDelete = Delete("/api/management/iam/users/{username}");

    public static readonly ApiRoute AccessExplain = Get("/api/access/explain");
    public static readonly ApiRoute AccessExport = Get("/api/access/scopes.yml");
    public static readonly ApiRoute AccessSimulate = Post("/api/access/simulate");
    public static readonly ApiRoute AccessImport = Post("/api/access/import");

    public static readonly ApiRoute FederationConfigs = Get("/api/federation/configs");
    public static readonly ApiRoute FederationConfig = Get("/api/federation/config");
    public static readonly ApiRoute FederationSourceSave = Put("/api/federation/config/{configId}/sources/{sourceId}");
    public static readonly ApiRoute FederationSourceDelete = Delete("/api/federation/config/{configId}/sources/{sourceId}");
    public static readonly ApiRoute FederationSources = Get("/api/federation/sources");
    public static readonly ApiRoute FederationSync = Post("/api/federation/sync");

    public static readonly ApiRoute Settings = Get("/api/config");
    public static readonly ApiRoute Diagnostics = Get("/api/diagnostics");
    public static readonly ApiRoute DiagnosticStream = Get("/api/diagnostics/stream");

    public static readonly ApiRoute AuditCalls = Get("/api/audit/calls");
    public static readonly ApiRoute AuditTrail = Get("/api/audit/export");
    public static readonly ApiRoute AuditKeys = Get("/api/audit/keys");
    public static readonly ApiRoute AuditEvents = Get("/api/audit/events");
    public static readonly ApiRoute AuditEventsOfRequest = Get("/api/audit/events/{request_id}");
    public static readonly ApiRoute AuditStatistics = Get("/api/audit/statistics");
    public static readonly ApiRoute AuditSummary = Get("/api/audit/executive-summary");
    public static readonly ApiRoute AuditSeries = Get("/api/audit/series");
    public static readonly ApiRoute AuditChain = Get("/api/audit/chain");
    public static readonly ApiRoute MetricsDatabase = Get("/api/metrics/database");

    public static readonly ApiRoute SecurityOverview = Get("/api/security/overview");
    public static readonly ApiRoute SecurityScan = Post("/api/security/scan");
    public static readonly ApiRoute SecurityRelease = Post("/api/security/release");
    public static readonly ApiRoute FindingAccept = Post("/api/security/findings/{id}/accept");
    public static readonly ApiRoute FindingReopen = Post("/api/security/findings/{id}/reopen");

    public static readonly ApiRoute PinList = Get("/api/pins");
    public static readonly ApiRoute PinApprove = Post("/api/pins/approve");
    public static readonly ApiRoute PinReject = Post("/api/pins/reject");

    public static readonly ApiRoute WebhookList = Get("/api/webhooks");
    public static readonly ApiRoute WebhookCreate = Post("/api/webhooks");
    public static readonly ApiRoute WebhookUpdate = Put("/api/webhooks/{id}");
    public static readonly ApiRoute WebhookRemove = Delete("/api/webhooks/{id}");
    public static readonly ApiRoute WebhookDeliveries = Get("/api/webhooks/{id}/deliveries");
    public static readonly ApiRoute WebhookTest = Post("/api/webhooks/{id}/test");

    public static readonly ApiRoute EgressGet = Get("/api/egress/servers/{path}");
    public static readonly ApiRoute EgressSave = Put("/api/egress/servers/{path}");
    public static readonly ApiRoute EgressRemove = Delete("/api/egress/servers/{path}");
    public static readonly ApiRoute EgressConnections = Get("/api/egress/connections");
    public static readonly ApiRoute EgressDisconnect = Delete("/api/egress/connections/{path}");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ApiRoute> All => Known;

    private static ApiRoute Get(string template, string? below = null) => Add(new(HttpMethod.Get, template, below));

    private static ApiRoute Post(string template, string? below = null, bool endsWithRedirect = false) =>
        Add(new(HttpMethod.Post, template, below) { EndsWithRedirect = endsWithRedirect });

    private static ApiRoute Put(string template, string? below = null) => Add(new(HttpMethod.Put, template, below));

    private static ApiRoute Patch(string template) => Add(new(HttpMethod.Patch, template));

    private static ApiRoute Delete(string template, string? below = null) => Add(new(HttpMethod.Delete, template, below));

    private static ApiRoute Add(ApiRoute route)
    {
        Known.Add(route);
        return route;
    }
}
