using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Health.Checks;

/// <summary>The parts of a server that a check depends on.</summary>
internal sealed record CheckedParts(bool IsEnabled, string? Upstream, string? McpEndpoint, string? SseEndpoint, string Transports)
{
    public static CheckedParts Of(ServerRecord server) => new(
        server.IsEnabled, server.ProxyPassUrl, server.McpEndpoint, server.SseEndpoint, string.Join(' ', server.SupportedTransports));
}
