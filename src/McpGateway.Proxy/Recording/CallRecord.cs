namespace McpGateway.Proxy.Recording;

/// <summary>
/// What happened to one JSON-RPC message or HTTP exchange on the data plane. Never holds results or credentials, and arguments only where
/// the operator of a server wants them.
/// </summary>
public sealed record CallRecord
{
    public required DateTimeOffset At { get; init; }

    public required string Server { get; init; }

    /// <summary>JSON-RPC method, or <c>GET</c>/<c>DELETE</c> for exchanges without a body.</summary>
    public required string Method { get; init; }

    /// <summary>Tool, resource or prompt name for the methods that have one.</summary>
    public string? Target { get; init; }

    public required string UserName { get; init; }

    /// <summary>Stable identity of the caller; empty when there was none.</summary>
    public required string Subject { get; init; }

    public required string AuthMethod { get; init; }

    public string ClientId { get; init; } = "";

    /// <summary>The name that the client states of itself; null when it is not known, which is also where nobody counts.</summary>
    public string? ClientName { get; init; }

    public required CallOutcome Outcome { get; init; }

    /// <summary>HTTP status that the caller got.</summary>
    public required int Status { get; init; }

    /// <summary>From the first byte of the request to the last byte of the answer.</summary>
    public required TimeSpan Duration { get; init; }

    public long RequestBytes { get; init; }

    public long ResponseBytes { get; init; }

    /// <summary>Number of elements when the message was part of a batch; 1 otherwise.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>Id of the caller's token; null when it was none.</summary>
    public string? TokenId { get; init; }

    /// <summary>
    /// Why it was not answered by the upstream, as the client was told in <c>X-Gateway-Error</c>, or what broke off an answer that had
    /// begun; null when nothing did.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>Where the time went; zero in what was not reached.</summary>
    public CallTimes Times { get; init; }

    /// <summary>Null unless the server's operator wants them.</summary>
    public CallArguments? Arguments { get; init; }

    /// <summary>The trace that it is a part of, 32 hexadecimal digits; null when none is recorded.</summary>
    public string? TraceId { get; init; }
}

/// <summary>Where the time of a call went; the rest of its duration is the answer's way to the client.</summary>
/// <param name="Authentication">Until it was known who calls.</param>
/// <param name="Decision">From then until it was sent on: reading the request and deciding.</param>
/// <param name="Upstream">From then until the head of the upstream's answer was there.</param>
public readonly record struct CallTimes(TimeSpan Authentication, TimeSpan Decision, TimeSpan Upstream);

/// <summary>How a call ended.</summary>
public enum CallOutcome
{
    Forwarded,
    Unauthenticated,
    Denied,
    Invalid,
    NotFound,
    Unavailable,
    UpstreamFailed,
    UpstreamTimedOut,
    ClientGone,

    /// <summary>The server answered the message with an HTTP status that says no.</summary>
    HttpError,

    /// <summary>The server answered with a JSON-RPC error.</summary>
    RpcError,

    /// <summary>The tool ran and said that it failed (<c>isError</c>).</summary>
    ToolError,

    /// <summary>The process stopped and did not wait for it any longer.</summary>
    Cut,
}
