using McpGateway.Core.Agents.Cards;
using McpGateway.Core.Health;
using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Outbound;
using McpGateway.Proxy.Routing;
using Route = McpGateway.Proxy.Routing.Route;

namespace McpGateway.Core.Routing;

/// <summary>Turns what is stored about one server or agent into a route. Pure.</summary>
internal static class RouteCompiler
{
    /// <returns>The route, or null for a server that cannot be proxied (no address, stdio packages).</returns>
    public static Route? Compile(RouteSources sources, RoutingOptions options)
    {
        var (server, secrets, health, usesEgress, builtIn, traffic, pins) = sources;
        var addresses = ServerAddresses.Of(server);
        if (addresses.Upstream is not { } upstream || !ServerAddresses.IsProxied(server))
        {
            return null;
        }

        return new Route
        {
            Path = ServerPath.KeyOf(server.Path),
            Version = server.IsOtherVersion ? server.Version : null,
            Aliases = server.IsBuiltIn && builtIn is not null ? builtIn.Aliases : [],
            Upstream = upstream,
            McpEndpoint = addresses.McpEndpoint,
            SseEndpoint = addresses.SseEndpoint,
            State = sources.IsHeld && server.IsEnabled ? HeldStateOf(health) : StateOf(server.IsEnabled, upstream, health),
            Headers = secrets is null ? [] : [.. HeadersOf(secrets, usesEgress)],
            UsesEgressCredentials = usesEgress,
            Traffic = traffic,
            Pins = pins,
            ArgumentSecrets = sources.ArgumentSecrets,
            AllowsPrivateAddresses = options.AllowPrivateUpstreams,
            ConnectTimeout = options.ConnectTimeout,
            ResponseTimeout = options.ResponseTimeout,
        };
    }

    /// <returns>The route, or null for an agent that offers no binding that the gateway carries.</returns>
    public static Route? CompileAgent(AgentSources sources, RoutingOptions options)
    {
        var (entry, secrets, health, usesEgress, traffic) = sources;
        AgentEndpoint[] endpoints = [.. entry.Card.Interfaces.Select(EndpointOf).OfType<AgentEndpoint>()];
        if (endpoints is not [var preferred, ..])
        {
            return null;
        }

        return new Route
        {
            Path = entry.Agent.Path,
            Upstream = preferred.Url,
            Agent = new()
            {
                Card = entry.Card.Json,
                CardHash = entry.Agent.CardHash,
                Endpoints = endpoints,
                IsCardWithheld = entry.IsHeld,
            },
            State = entry is { IsHeld: true, Agent.IsEnabled: true } ? RouteState.Held
                : StateOf(entry.Agent.IsEnabled, preferred.Url, health),
            Headers = secrets is null ? [] : [.. HeadersOf(secrets, usesEgress)],
            UsesEgressCredentials = usesEgress,
            Traffic = traffic,
            AllowsPrivateAddresses = options.AllowPrivateUpstreams,
            ConnectTimeout = options.ConnectTimeout,
            ResponseTimeout = options.ResponseTimeout,
        };
    }

    private static AgentEndpoint? EndpointOf(AgentInterface stated)
    {
        AgentBinding? binding = stated.Binding.ToUpperInvariant() switch
        {
            A2aBinding.JsonRpc => AgentBinding.JsonRpc,
            A2aBinding.HttpJson => AgentBinding.HttpJson,
            _ => null,
        };
        return binding is { } known && Uri.TryCreate(stated.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? new(url, known, stated.IsVersion1, string.IsNullOrEmpty(stated.Tenant) ? null : stated.Tenant)
            : null;
    }

    /// <summary>
    /// Leaves out the configured <c>Authorization</c> where callers bring credentials of their own. It is for health checks only: a caller
    /// without a credential must not act with the service's.
    /// </summary>
    private static IEnumerable<KeyValuePair<string, string>> HeadersOf(ServerSecretsRecord secrets, bool usesEgress) =>
        from header in secrets.Headers
        where !usesEgress || !header.Name.Equals("Authorization", StringComparison.OrdinalIgnoreCase)
        select KeyValuePair.Create(header.Name, header.Value);

    /// <summary>What lists nothing without a caller's credential is looked at with the first that somebody brings.</summary>
    private static RouteState HeldStateOf(HealthRecord? health) =>
        health is { IsRoutable: true, NeedsCredentials: true } ? RouteState.Unseen : RouteState.Held;

    private static RouteState StateOf(bool isEnabled, Uri upstream, HealthRecord? health)
    {
        if (!isEnabled)
        {
            return RouteState.Disabled;
        }

        // A server in this process is not checked: it answers as long as the process runs.
        return upstream.Scheme == InProcessHandler.Scheme || health is { IsRoutable: true } ? RouteState.Ready : RouteState.Unhealthy;
    }
}
