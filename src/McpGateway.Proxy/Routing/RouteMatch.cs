namespace McpGateway.Proxy.Routing;

/// <summary>The route of a request and what its path has beyond the route's.</summary>
/// <param name="Route">The longest registered path that is a prefix on a segment boundary.</param>
/// <param name="Upstream">Where the route's requests go.</param>
/// <param name="Remainder">Empty, or starts with a slash. Trailing slashes of <c>/mcp/</c> and <c>/sse/</c> are dropped.</param>
/// <param name="IsPublicSurface">Whether the remainder is one that MCP clients use: none, <c>/</c>, <c>/mcp</c>, <c>/sse</c>,
/// <c>/messages/**</c>.</param>
public readonly record struct RouteMatch(Route Route, UpstreamAddress Upstream, string Remainder, bool IsPublicSurface);
