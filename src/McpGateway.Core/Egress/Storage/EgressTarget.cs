using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Egress.Storage;

/// <summary>A server or an agent, as far as credentials at it matter.</summary>
/// <param name="Key">Its path.</param>
/// <param name="Name">What people call it.</param>
internal sealed record EgressTarget(string Key, string Name)
{
    /// <summary>Every address that calls go to, as stated.</summary>
    public required IReadOnlyList<string> Addresses { get; init; }

    /// <summary>The address that is asked what it advertises; null when it has none.</summary>
    public required string? Asked { get; init; }

    /// <summary>Whether it is an agent: what it advertises is asked at that very address.</summary>
    public bool IsAgent { get; init; }

    /// <summary>What credentials are stated for: they go to no other host.</summary>
    public IReadOnlyList<string> Origins =>
    [
        .. Addresses
            .Select(static text => Uri.TryCreate(text, UriKind.Absolute, out var address)
                ? address.GetLeftPart(UriPartial.Authority) : null)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal),
    ];

    public static EgressTarget Of(ServerRecord server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return new(ServerPath.KeyOf(server.Path), server.ServerName)
        {
            Addresses = [.. new[] { server.ProxyPassUrl, server.McpEndpoint, server.SseEndpoint }.OfType<string>()],
            Asked = server.McpEndpoint ?? server.ProxyPassUrl,
        };
    }

    public static EgressTarget Of(AgentEntry agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return new(agent.Agent.Path, agent.Card.Name)
        {
            Addresses = [.. agent.Card.Interfaces.Select(static item => item.Url)],
            Asked = agent.Card.Url,
            IsAgent = true,
        };
    }
}
