namespace McpGateway.Proxy;

/// <summary>Settings of the data plane.</summary>
public sealed class ProxyOptions
{
    public const string Section = "Proxy";

    /// <summary>Largest request body in bytes; above it: 413.</summary>
    public int MaxRequestBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Largest list of tools (answer or event) in bytes that is held to filter it; above it: a JSON-RPC error.</summary>
    public int MaxFilteredBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Silence on an event stream after which a comment is sent, so that nothing on the way closes it.</summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Calls that run on one server at once. One caller has at most half of what the others leave (429); when nothing is left: 503.
    /// </summary>
    public int MaxConcurrentPerServer { get; set; } = 1000;

    /// <summary>Standing streams (GET, <c>subscriptions/listen</c>) open on one server, shared in the same way.</summary>
    public int MaxStreamsPerServer { get; set; } = 10_000;

    /// <summary>
    /// Calls that run at once on all servers together, shared in the same way. The host lowers it to what its connections allow.
    /// </summary>
    public int MaxCalls { get; set; } = 10_000;

    /// <summary>
    /// Standing streams open on all servers together, shared in the same way. The host lowers it to what its connections allow.
    /// </summary>
    public int MaxStreams { get; set; } = 20_000;

    /// <summary>HTTP requests a minute that one caller may send to servers; above it: 429. 0 sets no limit.</summary>
    public int CallsPerMinute { get; set; }

    /// <summary>
    /// Bytes that may be held at once of what must be held whole: request bodies over 64 KiB, tool lists, unfinished events. Shared in the
    /// same way.
    /// </summary>
    public long MaxBufferedBytes { get; set; } = 128 * 1024 * 1024;

    /// <summary>Connections to one upstream host and port, shared by all servers registered there.</summary>
    public int MaxConnectionsPerUpstream { get; set; } = 4096;

    /// <summary>Failures in a row after which a caller is kept from a server for <see cref="BreakDuration"/>.</summary>
    public int FailuresToBreak { get; set; } = 5;

    /// <summary>Callers with so many failures, and no success of anybody's between, after which everybody is.</summary>
    public int CallersToBreak { get; set; } = 3;

    /// <summary>How long a failing server is left alone before one request tries it again.</summary>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Origins beside the gateway's own, for instance <c>https://chat.example.com</c>, whose pages may use the session cookie here.
    /// </summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>
    /// Paths of servers, such as <c>/team/github</c>, that are told where a request came from: <c>X-Forwarded-For</c>, <c>-Proto</c>,
    /// <c>-Host</c>, <c>X-Real-IP</c> and <c>X-Original-URL</c>. <c>*</c> stands for all of them. By default no server is told.
    /// </summary>
    public IList<string> OriginHeadersTo { get; } = [];

    /// <summary>Settings of <c>/validate</c>.</summary>
    public ProxyValidateOptions Validate { get; set; } = new();
}

/// <summary>Settings of <c>/validate</c>, for an external reverse proxy that asks per request.</summary>
public sealed class ProxyValidateOptions
{
    /// <summary>
    /// Believe header <c>X-Body</c>. Only when the proxy in front always sets it itself and no client can reach <c>/validate</c>.
    /// </summary>
    public bool TrustBodyHeader { get; set; }
}
