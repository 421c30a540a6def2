namespace McpGateway.Foundation;

/// <summary>
/// Names of the control plane's meters and instruments, by the same scheme as the data plane's: <c>mcp_gateway.</c>, the part, what is
/// measured. Those that begin with <c>mcp_</c> alone are the names that dashboards of the Python product read, and stay as they are.
/// </summary>
public static class Instruments
{
    /// <summary>As the data plane, which does not see this project, names its own.</summary>
    public const string ProxyMeter = "McpGateway.Proxy";

    public const string AuditMeter = "McpGateway.Audit";
    public const string AuditDropped = "mcp_gateway.audit.dropped";
    public const string AuditLost = "mcp_gateway.audit.lost";
    public const string AuditQueue = "mcp_gateway.audit.queue";

    public const string AuditEventsDropped = "mcp_gateway.audit.events.dropped";

    public const string AuditEventsQueue = "mcp_gateway.audit.events.queue";

    public const string AuditForwardDropped = "mcp_gateway.audit.forward.dropped";

    public const string StoreMeter = "McpGateway.Store";
    public const string StoreStaleness = "mcp_gateway.store.staleness";
    public const string StoreReloads = "mcp_gateway.store.reloads";
    public const string StoreDuration = "mcp_gateway.store.operation.duration";
    public const string StoreUnstored = "mcp_gateway.store.unstored";

    public const string DiscoveryMeter = "McpGateway.Discovery";
    public const string Searches = "mcp_tool_discovery_total";
    public const string SearchDuration = "mcp_tool_discovery_duration_seconds";
    public const string SearchResults = "mcp_tool_discovery_results";

    public const string HealthMeter = "McpGateway.Health";
    public const string HealthChecks = "mcp_health_checks_total";
    public const string HealthCheckDuration = "mcp_health_check_duration_seconds";

    public const string IdentityMeter = "McpGateway.Identity";
    public const string SignIns = "mcp_gateway.identity.sign_ins";
    public const string TokensIssued = "mcp_gateway.identity.tokens_issued";
    public const string CredentialLookups = "mcp_gateway.identity.credential_lookups";

    public const string FederationMeter = "McpGateway.Federation";
    public const string SyncDuration = "mcp_gateway.federation.sync.duration";

    public const string ScanningMeter = "McpGateway.Scanning";
    public const string ScanQueue = "mcp_gateway.scanning.queue";

    public const string WebhooksMeter = "McpGateway.Webhooks";
    public const string WebhooksQueue = "mcp_gateway.webhooks.queue";

    public const string HostMeter = "McpGateway.Host";
    public const string Connections = "mcp_gateway.host.connections";
}
