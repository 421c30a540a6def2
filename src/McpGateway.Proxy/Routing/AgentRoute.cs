using System.Text.Json;

namespace McpGateway.Proxy.Routing;

/// <summary>What a route to an A2A agent has beyond one to an MCP server. Immutable; equal when the card and the addresses are.</summary>
public sealed record AgentRoute
{
    /// <summary>The card in force, as the agent stated it.</summary>
    public required JsonElement Card { get; init; }

    /// <summary>Tells one card from another.</summary>
    public required string CardHash { get; init; }

    /// <summary>Where the agent is called, the preferred address first: those that the gateway can carry.</summary>
    public required IReadOnlyList<AgentEndpoint> Endpoints { get; init; }

    /// <summary>Whether the card is shown to nobody: it was not looked at yet, or must not be offered.</summary>
    public bool IsCardWithheld { get; init; }

    /// <summary>
    /// The address for a call, or null when the agent has none in this binding. Where it has one of another version only, that one: the
    /// agent says itself what it does not speak (A2A 1.0 §3.6.2).
    /// </summary>
    public AgentEndpoint? Find(AgentBinding binding, bool isVersion1) =>
        Endpoints.FirstOrDefault(endpoint => endpoint.Binding == binding && endpoint.IsVersion1 == isVersion1)
        ?? Endpoints.FirstOrDefault(endpoint => endpoint.Binding == binding);

    public bool Equals(AgentRoute? other) =>
        other is not null && (CardHash, IsCardWithheld) == (other.CardHash, other.IsCardWithheld)
        && Endpoints.SequenceEqual(other.Endpoints);

    public override int GetHashCode() => CardHash.GetHashCode(StringComparison.Ordinal);
}

/// <summary>One address of an agent.</summary>
/// <param name="Url">Absolute.</param>
/// <param name="Binding">What is spoken there.</param>
/// <param name="IsVersion1">Whether it speaks A2A 1.0; else 0.3.</param>
/// <param name="Tenant">What requests name as tenant (A2A 1.0 §4.4.6); null when nothing.</param>
public sealed record AgentEndpoint(Uri Url, AgentBinding Binding, bool IsVersion1, string? Tenant);

/// <summary>The bindings of A2A that the gateway carries.</summary>
public enum AgentBinding
{
    JsonRpc,
    HttpJson,
}
