namespace McpGateway.Proxy.Protocol;

/// <summary>Header names of MCP.</summary>
public static class McpHeaders
{
    public const string SessionId = "Mcp-Session-Id";
    public const string Method = "Mcp-Method";
    public const string Name = "Mcp-Name";
    public const string LastEventId = "Last-Event-ID";
    public const string ProtocolVersion = "MCP-Protocol-Version";
}
