namespace McpGateway.Proxy.Recording;

/// <summary>
/// Names of the data plane's meter and instruments: <c>mcp_gateway.</c>, the part, what is measured, as the OpenTelemetry naming
/// conventions have it; the unit is the instrument's and not in the name.
/// </summary>
internal static class ProxyInstruments
{
    public const string Meter = "McpGateway.Proxy";
    public const string Requests = "mcp_gateway.proxy.requests";
    public const string Duration = "mcp_gateway.proxy.request.duration";
    public const string ActiveStreams = "mcp_gateway.proxy.active_streams";
}
