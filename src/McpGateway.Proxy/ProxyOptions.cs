namespace McpGateway.Proxy;

/// <summary>Settings of the data plane.</summary>
public sealed class ProxyOptions
{
    public const string Section = "Proxy";

    /// <summary>Largest request body in bytes; above it: 413.</summary>
    public int MaxRequestBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// Largest answer or event in bytes that is held to be filtered (lists of tools) or rewritten (all that A2A agents answer); above it:
    /// an error in its place.
    /// </summary>
    public int MaxFilteredBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Silence on an event stream after which a comment is sent, so that nothing on the way closes it.</summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Calls that run on one server or agent at once. One caller has at most half of what the others leave (429); when nothing is left:
    /// 503.
    /// </summary>
    public int MaxConcurrentPerServer { get; set; } = 1000;

    /// <summary>
    /// Standing streams (GET, <c>subscriptions/listen</c>, A2A's <c>SubscribeToTask</c>) open on one server or agent, shared in the same
    /// way.
    /// </summary>
    public int MaxStreamsPerServer { get; set; } = 10_000;

    /// <summary>
    /// Calls that run at once on all servers together, shared in the same way. The host lowers it to what its connections allow.
    /// </summary>
    public int MaxCalls { get; set; } = 10_000;

    /// <summary>
    /// Standing streams open on all servers together, shared in the same way. The host lowers it to what its connections allow.
    /// </summary>
    public int MaxStreams { get; set; } = 20_000;

    /// <summary>HTTP requests a minute that one caller may send to servers and agents; above it: 429. 0 sets no limit.</summary>
    public int CallsPerMinute { get; set; }

    /// <summary>
    /// Bytes that may be held at once of what must be held whole: request bodies over 64 KiB, tool lists, answers of agents, unfinished
    /// events. Shared in the same way.
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

    /// <summary>
    /// Paths of A2A agents, such as <c>/team/travel</c>, that take no context id but their own (A2A 1.0 §3.4.1). Messages that start a
    /// conversation with the others get one of the gateway's, by which lists show each caller its own tasks. <c>*</c> stands for all.
    /// </summary>
    public IList<string> AgentsWithOwnContexts { get; } = [];

    /// <summary>Whether callers may have A2A agents send notifications to addresses of their own.</summary>
    public PushNotificationPolicy PushNotifications { get; set; } = PushNotificationPolicy.ByRule;

    /// <summary>
    /// Serve plain calls (HTTP/1.1 without TLS, in their simplest form) without the web server's HTTP layer and the steps before
    /// the data plane.
    /// </summary>
    public bool FastPath { get; set; } = true;

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

/// <summary>Whether push notifications of A2A agents can be had.</summary>
public enum PushNotificationPolicy
{
    /// <summary>By callers with a rule for <c>CreateTaskPushNotificationConfig</c> on the agent.</summary>
    ByRule,

    /// <summary>By nobody, whatever the rules say.</summary>
    Refused,
}
