namespace McpGateway.Host.FastPath;

/// <summary>How the client finds the end of an answer (RFC 9112 §6.3).</summary>
internal enum Framing
{
    /// <summary>There is no content, and none may be written.</summary>
    None,

    Length,

    Chunked,
}
