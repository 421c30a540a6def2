using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Health;
using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Pins;
using McpGateway.Proxy.Routing;

namespace McpGateway.Core.Routing;

/// <summary>Everything that is known about one server when its route is compiled.</summary>
/// <param name="UsesEgress">Whether callers' own credentials at the upstream are to be added.</param>
/// <param name="Traffic">What calls say of its health.</param>
/// <param name="BuiltIn">What the product itself says about the server, when it comes with the product.</param>
/// <param name="Pins">What of it was approved.</param>
internal sealed record RouteSources(
    ServerRecord Server, ServerSecretsRecord? Secrets, HealthRecord? Health, bool UsesEgress, BuiltInServer? BuiltIn,
    UpstreamTraffic? Traffic = null, RoutePins? Pins = null)
{
    /// <summary>Whether nothing of it is offered yet.</summary>
    public bool IsHeld { get; init; }

    /// <summary>Of its tools, where arguments are recorded; null where they are not.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>>? ArgumentSecrets { get; init; }
}

/// <summary>Everything that is known about one agent when its route is compiled. Secrets and health are kept under its path as a server's
/// are.</summary>
/// <param name="UsesEgress">Whether callers' own credentials at the agent are to be added.</param>
/// <param name="Traffic">What calls say of its health.</param>
internal sealed record AgentSources(
    AgentEntry Entry, ServerSecretsRecord? Secrets, HealthRecord? Health, bool UsesEgress, UpstreamTraffic? Traffic = null);
