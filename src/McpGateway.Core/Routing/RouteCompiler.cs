using McpGateway.Core.Health;
using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Outbound;
using McpGateway.Proxy.Routing;
using Route = McpGateway.Proxy.Routing.Route;

namespace McpGateway.Core.Routing;

/// <summary>Turns what is stored about one server into a route. Pure.</summary>
internal static class RouteCompiler
{
    /// <returns>The route, or null for a server that cannot be proxied (no address, stdio packages).</returns>
    public static Route? Compile(RouteSources sources, RoutingOptions options)
    {
        var (server, secrets, health, usesEgress, builtIn, traffic) = sources;
        var addresses = ServerAddresses.Of(server);
        if (addresses.Upstream is not { } upstream || server.SupportedTransports is [ServerTransport.Stdio])
        {
            return null;
        }

        return new Route
        {
            Path = server.Key,
            Aliases = server.IsBuiltIn && builtIn is not null ? builtIn.Aliases : [],
            Upstream = upstream,
            McpEndpoint = addresses.McpEndpoint,
            SseEndpoint = addresses.SseEndpoint,
            State = StateOf(server, upstream, health),
            Headers = secrets is null ? [] : [.. HeadersOf(secrets, usesEgress)],
            UsesEgressCredentials = usesEgress,
            Traffic = traffic,
            AllowsPrivateAddresses = options.AllowPrivateUpstreams,
            ConnectTimeout = options.ConnectTimeout,
            ResponseTimeout = options.ResponseTimeout,
        };
    }

    /// <summary>
    /// Leaves out the configured <c>Authorization</c> where callers bring credentials of their own. It is for health checks only: a caller
    /// without a credential must not act with the service's.
    /// </summary>
    private static IEnumerable<KeyValuePair<string, string>> HeadersOf(ServerSecretsRecord secrets, bool usesEgress) =>
        from header in secrets.Headers
        where !usesEgress || !header.Name.Equals("Authorization", StringComparison.OrdinalIgnoreCase)
        select KeyValuePair.Create(header.Name, header.Value);

    private static RouteState StateOf(ServerRecord server, Uri upstream, HealthRecord? health)
    {
        if (!server.IsEnabled)
        {
            return RouteState.Disabled;
        }

        // A server in this process is not checked: it answers as long as the process runs.
        return upstream.Scheme == InProcessHandler.Scheme || health is { IsRoutable: true } ? RouteState.Ready : RouteState.Unhealthy;
    }
}
