using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Outbound;
using McpGateway.Proxy.Routing;
using Route = McpGateway.Proxy.Routing.Route;

namespace McpGateway.Core.Health.Probing;

/// <summary>What a check needs to know of a server.</summary>
internal sealed record ProbeTarget
{
    /// <summary>The server as the data plane would reach it, or null when it has no address.</summary>
    public required Route? Route { get; init; }

    public required IReadOnlyList<string> Transports { get; init; }

    public IReadOnlyList<ServerHeader> Headers { get; init; } = [];

    /// <summary>The protocol revision that the server spoke last time: saves a round of finding out.</summary>
    public string? KnownRevision { get; init; }

    /// <summary>Whether its clients use the transport of 2024-11-05.</summary>
    public bool IsSse { get; init; }

    public bool IsInProcess => Route?.Upstream.Scheme == InProcessHandler.Scheme;

    public static ProbeTarget Of(ServerRecord server, ServerSecretsRecord? secrets, ServerToolsRecord? tools, HealthOptions options)
    {
        var addresses = ServerAddresses.Of(server);
        return new()
        {
            Route = addresses.Upstream is null ? null : new()
            {
                Path = server.Key.Length > 1 ? server.Key : "/draft",
                Upstream = addresses.Upstream,
                McpEndpoint = addresses.McpEndpoint,
                SseEndpoint = addresses.SseEndpoint,
                State = RouteState.Ready,
                AllowsPrivateAddresses = options.AllowPrivateUpstreams,
                ConnectTimeout = options.ConnectTimeout,
            },
            Transports = server.SupportedTransports,
            Headers = secrets?.Headers ?? [],
            KnownRevision = tools?.ProtocolVersion,
            IsSse = PublicServerAddress.TransportOf(server) == ServerTransport.Sse,
        };
    }

    /// <summary>The same with other credentials in place of configured ones.</summary>
    public ProbeTarget With(IReadOnlyList<ServerHeader> credentials) => this with
    {
        Headers =
        [
            .. Headers.Where(header => !credentials.Any(
                credential => credential.Name.Equals(header.Name, StringComparison.OrdinalIgnoreCase))),
            .. credentials,
        ],
    };
}
