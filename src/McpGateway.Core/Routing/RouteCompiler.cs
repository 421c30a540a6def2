using McpGateway.Core.Health;
using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Routing;
using Route = McpGateway.Proxy.Routing.Route;

namespace McpGateway.Core.Routing;

/// <summary>Turns what is stored about one server into a route. Pure.</summary>
internal static class RouteCompiler
{
    private const string HealthyWithoutCheck = "inprocess";

    /// <returns>The route, or null for a server that cannot be proxied (no address, stdio packages).</returns>
    /// <param name="builtIn">What the product itself says about the server, when it comes with the product.</param>
    public static Route? Compile(
        ServerRecord server, ServerSecretsRecord? secrets, HealthRecord? health, RoutingOptions options, BuiltInServer? builtIn = null)
    {
        if (!Uri.TryCreate(server.ProxyPassUrl, UriKind.Absolute, out var upstream))
        {
            return null;
        }

        return new Route
        {
            Path = server.Key,
            Aliases = server.IsBuiltIn && builtIn is not null ? builtIn.Aliases : [],
            Upstream = upstream,
            McpEndpoint = AddressOf(server.McpEndpoint),
            SseEndpoint = AddressOf(server.SseEndpoint),
            State = StateOf(server, upstream, health),
            Headers = secrets is null ? [] : [.. secrets.Headers.Select(header => KeyValuePair.Create(header.Name, header.Value))],
            AllowsPrivateAddresses = options.AllowPrivateUpstreams,
            ConnectTimeout = options.ConnectTimeout,
            ResponseTimeout = options.ResponseTimeout,
        };
    }

    private static Uri? AddressOf(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : null;

    private static RouteState StateOf(ServerRecord server, Uri upstream, HealthRecord? health)
    {
        if (!server.IsEnabled)
        {
            return RouteState.Disabled;
        }

        // A server in this process is as alive as the process.
        return upstream.Scheme == HealthyWithoutCheck || health is { IsRoutable: true } ? RouteState.Ready : RouteState.Unhealthy;
    }
}
