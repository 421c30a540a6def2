namespace McpGateway.Proxy;

/// <summary>Settings of the data plane.</summary>
public sealed class ProxyOptions
{
    public const string Section = "Proxy";

    /// <summary>Largest request body in bytes; above it: 413.</summary>
    public int MaxRequestBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Largest answer, or single event, in bytes that is held to filter <c>tools/list</c>; above it: 502.</summary>
    public int MaxFilteredBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Silence on an event stream after which a comment is sent, so that nothing on the way closes it.</summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Open exchanges (streams included) per server; above it: 503.</summary>
    public int MaxConcurrentPerServer { get; set; } = 1000;

    /// <summary>Connections to one upstream host and port, shared by all servers registered there.</summary>
    public int MaxConnectionsPerUpstream { get; set; } = 4096;

    /// <summary>Failures in a row after which a server is left alone for <see cref="BreakDuration"/>.</summary>
    public int FailuresToBreak { get; set; } = 5;

    /// <summary>How long a failing server is left alone before one request tries it again.</summary>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Origins beside the gateway's own, for instance <c>https://chat.example.com</c>, whose pages may use the session cookie here.
    /// </summary>
    public IList<string> AllowedOrigins { get; } = [];

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
