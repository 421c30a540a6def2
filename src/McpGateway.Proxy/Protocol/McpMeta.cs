namespace McpGateway.Proxy.Protocol;

/// <summary>Members of <c>_meta</c> by which messages of 2026-07-28 and later describe themselves (SEP-2575).</summary>
public static class McpMeta
{
    public const string ProtocolVersion = "io.modelcontextprotocol/protocolVersion";
    public const string ClientInfo = "io.modelcontextprotocol/clientInfo";
    /// <summary><see cref="ClientInfo"/> as it stands in a message.</summary>
    internal static ReadOnlySpan<byte> ClientInfoUtf8 => "io.modelcontextprotocol/clientInfo"u8;

    public const string ClientCapabilities = "io.modelcontextprotocol/clientCapabilities";
    public const string ServerInfo = "io.modelcontextprotocol/serverInfo";
}
