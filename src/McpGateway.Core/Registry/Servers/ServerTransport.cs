namespace McpGateway.Core.Registry.Servers;

/// <summary>Values of <c>supported_transports</c>: the MCP transports that a server can be registered with.</summary>
public static class ServerTransport
{
    /// <summary>What a server speaks that states none.</summary>
    public const string StreamableHttp = "streamable-http";

    /// <summary>HTTP with server-sent events, the transport of revision 2024-11-05.</summary>
    public const string Sse = "sse";

    /// <summary>A program that the client starts itself: listed, but not proxied and not checked.</summary>
    public const string Stdio = "stdio";
}
