namespace McpGateway.Proxy.Recording;

/// <summary>
/// Names of the data plane's meter and instruments: <c>mcp_gateway.</c>, the part, what is measured, as the OpenTelemetry naming
/// conventions have it; the unit is the instrument's and not in the name. Those that begin with <c>mcp_</c> alone are the names that
/// dashboards of the Python product read, and stay as they are.
/// </summary>
internal static class ProxyInstruments
{
    public const string Meter = "McpGateway.Proxy";
    public const string Requests = "mcp_gateway.proxy.requests";
    public const string Duration = "mcp_gateway.proxy.request.duration";
    public const string ActiveStreams = "mcp_gateway.proxy.active_streams";
    public const string CallsUnderWay = "mcp_gateway.proxy.calls_under_way";
    public const string OpenCircuits = "mcp_gateway.proxy.open_circuits";
    public const string BufferedBytes = "mcp_gateway.proxy.buffered";

    public const string Authentications = "mcp_auth_requests_total";
    public const string AuthenticationDuration = "mcp_auth_request_duration_seconds";
    public const string Executions = "mcp_tool_executions_total";
    public const string ExecutionDuration = "mcp_tool_execution_duration_seconds";
    public const string ProtocolLatency = "mcp_protocol_latency_seconds";
}

/// <summary>Name of the data plane's source of spans, and of the members of its spans that no convention has.</summary>
internal static class ProxySpans
{
    public const string Source = "McpGateway.Proxy";
    public const string Server = "mcp_gateway.server";
    public const string Outcome = "mcp_gateway.outcome";
    public const string Decision = "mcp_gateway.decision";
    public const string AuthMethod = "mcp_gateway.auth.method";
    public const string BatchSize = "mcp_gateway.batch.size";

    /// <summary>Seconds from the sending of the request until the head of the upstream's answer was there.</summary>
    public const string UpstreamWait = "mcp_gateway.upstream.wait";
}
