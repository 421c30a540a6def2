using Microsoft.Extensions.Primitives;

namespace McpGateway.Proxy.Routing;

/// <summary>The route of a request and what its path has beyond the route's.</summary>
/// <param name="Route">The longest registered path that is a prefix on a segment boundary.</param>
/// <param name="Upstream">Where the route's requests go.</param>
/// <param name="Remainder">Empty, or starts with a slash. Trailing slashes of <c>/mcp/</c> and <c>/sse/</c> are dropped.</param>
/// <param name="IsPublicSurface">Whether the remainder is one that MCP clients use: none, <c>/</c>, <c>/mcp</c>, <c>/sse</c>,
/// <c>/messages/**</c>.</param>
public readonly record struct RouteMatch(Route Route, UpstreamAddress Upstream, string Remainder, bool IsPublicSurface)
{
    /// <summary>Whether requests may choose among versions.</summary>
    public bool HasVersions => Upstream.Versions.Count > 0;

    /// <summary>
    /// The same for the version that is asked for: one that there is not is the default. A server that is switched off has none.
    /// </summary>
    /// <param name="asked">Values of <see cref="Protocol.GatewayHeaders.ServerVersion"/>. Of several none counts.</param>
    public RouteMatch ForVersion(StringValues asked) =>
        asked.Count == 1 && asked[0] is { } version && Route.State != RouteState.Disabled
            && Upstream.Versions.TryGetValue(version, out var other)
            ? this with { Route = other.Route, Upstream = other }
            : this;
}
