using McpGateway.Core.Agents;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Health.Checks;

/// <summary>The parts of a server or an agent that a check depends on.</summary>
/// <param name="Form">How it is spoken to: the transports of a server, the card of an agent.</param>
internal sealed record CheckedParts(bool IsEnabled, string? Upstream, string? McpEndpoint, string? SseEndpoint, string Form)
{
    public static CheckedParts Of(ServerRecord server) => new(
        server.IsEnabled, server.ProxyPassUrl, server.McpEndpoint, server.SseEndpoint, string.Join(' ', server.SupportedTransports));

    public static CheckedParts Of(AgentDocument agent) => new(agent.IsEnabled, agent.CardUrl, null, null, agent.CardHash);
}
