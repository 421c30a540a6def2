namespace McpGateway.Foundation;

/// <summary>
/// Names of the control plane's meters and instruments, by the same scheme as the data plane's: <c>mcp_gateway.</c>, the part, what is
/// measured. Those of searches are the names that dashboards of the Python product read, and stay as they are.
/// </summary>
public static class Instruments
{
    public const string AuditMeter = "McpGateway.Audit";
    public const string AuditDropped = "mcp_gateway.audit.dropped";

    public const string DiscoveryMeter = "McpGateway.Discovery";
    public const string Searches = "mcp_tool_discovery_total";
    public const string SearchDuration = "mcp_tool_discovery_duration_seconds";
    public const string SearchResults = "mcp_tool_discovery_results";
}
