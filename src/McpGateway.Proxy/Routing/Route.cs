using McpGateway.Proxy.Pins;

namespace McpGateway.Proxy.Routing;

/// <summary>One registered MCP server or A2A agent as the data plane sees it: checked, resolved, ready to use. Immutable.</summary>
public sealed record Route
{
    /// <summary>Canonical path: leading slash, no trailing slash, for instance <c>/team/github</c>.</summary>
    public required string Path
    {
        get;
        init => (field, Name, Key) = (value, value[1..], KeyOf(value, Version));
    }

    /// <summary>
    /// Set for a version of the server that is not its default: requests of the path reach it by <see
    /// cref="Protocol.GatewayHeaders.ServerVersion"/> alone. Access rules and records know it by the path, like the default.
    /// </summary>
    public string? Version
    {
        get;
        init => (field, Key) = (value, KeyOf(Path, value));
    }

    /// <summary>
    /// Under which what is kept of this very route is kept: the path, and for a version that is not the default the version, too.
    /// </summary>
    public string Key { get; private init; } = "";

    /// <summary>The name that access rules use: the path without its leading slash.</summary>
    public string Name { get; private init; } = "";

    /// <summary>
    /// Further paths under which the route answers. Access rules, sessions and records know it by <see cref="Path"/> alone.
    /// </summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>
    /// Where <c>{path}</c> goes. <c>http</c>, <c>https</c>, or <c>inprocess://name/…</c> for a server hosted in this process.
    /// </summary>
    public required Uri Upstream { get; init; }

    /// <summary>Overrides the address for <c>{path}/mcp</c>.</summary>
    public Uri? McpEndpoint { get; init; }

    /// <summary>Overrides the address for <c>{path}/sse</c>.</summary>
    public Uri? SseEndpoint { get; init; }

    /// <summary>Set for an A2A agent, which owns every path below its own; null for an MCP server.</summary>
    public AgentRoute? Agent { get; init; }

    public required RouteState State { get; init; }

    /// <summary>Headers configured for the server, added to every request, replacing the caller's of the same name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>
    /// Forward <c>Authorization</c> even when it carried the gateway's own credential. For servers that share the identity provider.
    /// </summary>
    public bool ForwardsGatewayCredential { get; init; }

    /// <summary>
    /// Requests carry a credential of the caller's own at the upstream, which <see cref="Outbound.IEgressCredentials"/> provides; without
    /// one they are not forwarded. The <c>Authorization</c> that a caller sends beside <c>X-Authorization</c> goes before it.
    /// </summary>
    public bool UsesEgressCredentials { get; init; }

    /// <summary>Whether private and loopback addresses may be dialled. Cloud metadata addresses never may.</summary>
    public bool AllowsPrivateAddresses { get; init; } = true;

    /// <summary>
    /// What calls say of the server's health. Without it the check decides alone.
    /// </summary>
    public UpstreamTraffic? Traffic { get; init; }

    /// <summary>
    /// What of the server was approved: lists are compared with it, and calls of what is withheld are refused. Null where nothing is
    /// pinned.
    /// </summary>
    public RoutePins? Pins { get; init; }

    /// <summary>
    /// Where arguments of calls are recorded: by tool, the paths of those values that its schema calls secret. Null where they are not
    /// recorded.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>>? ArgumentSecrets { get; init; }

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the upstream may take to answer with headers. There is no total limit on a stream.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The key of a version; of the default, which has none, the path. No path holds a colon.</summary>
    public static string KeyOf(string path, string? version) => version is null ? path : $"{path}:{version}";

    /// <summary>
    /// Whether requests are refused with 503: the server is switched off, or neither the last check nor the last call reached it. A check
    /// that fails does not turn away calls that get through.
    /// </summary>
    /// <param name="retryAfter">When to try again.</param>
    public bool IsRefused(out TimeSpan retryAfter)
    {
        retryAfter = UpstreamTraffic.Memory;
        return State switch
        {
            RouteState.Ready => false,
            RouteState.Disabled => true,
            RouteState.Held or RouteState.Unseen => IsHeldFor(out retryAfter),
            RouteState.Unhealthy => Traffic?.IsUnreachable(out retryAfter) ?? true,
        };
    }

    private static bool IsHeldFor(out TimeSpan retryAfter)
    {
        retryAfter = TimeSpan.FromSeconds(1);
        return true;
    }
}

/// <summary>Whether a route takes traffic.</summary>
public enum RouteState
{
    Ready,

    /// <summary>Switched off by an operator: 503.</summary>
    Disabled,

    /// <summary>What it offers was never looked at, which is being done: 503 with <c>Retry-After</c>.</summary>
    Held,

    /// <summary>
    /// The same of a server that lists nothing without a caller's credential: it is looked at with the first that somebody brings. Until
    /// then only what it says to credentials passes.
    /// </summary>
    Unseen,

    /// <summary>
    /// Its last health check failed, or there was none yet: 503 with <c>Retry-After</c> as soon as calls do not reach it either.
    /// </summary>
    Unhealthy,
}
