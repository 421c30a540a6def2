using McpGateway.Proxy.Protocol;

namespace McpGateway.Proxy.JsonRpc;

/// <summary>One JSON-RPC message as far as the gateway needs to understand it.</summary>
internal sealed record JsonRpcMessage
{
    public required JsonRpcKind Kind { get; init; }

    /// <summary>The id as sent, quotes included: a slice of the body. Empty when there is none.</summary>
    public ReadOnlyMemory<byte> RawId { get; init; }

    /// <summary>Empty for responses. The instance from <see cref="McpMethods"/> for known methods.</summary>
    public string Method { get; init; } = "";

    /// <summary>What the method acts on: tool or prompt name, resource URI, task id, or what a completion is for.</summary>
    public string? Target { get; init; }

    /// <summary>
    /// The revision that the body names: per request in <c>_meta</c> (2026-07-28 and later), or offered by <c>initialize</c>.
    /// </summary>
    public string? ProtocolVersion { get; init; }

    /// <summary>True when <see cref="ProtocolVersion"/> comes from <c>params._meta</c>, so the request describes itself.</summary>
    public bool IsSelfDescribing { get; init; }
}

internal enum JsonRpcKind
{
    Request,
    Notification,
    Response,
    ErrorResponse,

    /// <summary>Not JSON-RPC at all but a call of A2A's HTTP binding: it has no id, and its errors are those of HTTP.</summary>
    HttpCall,
}
