using McpGateway.Core.Health;
using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Routing;

namespace McpGateway.Core.Routing;

/// <summary>Everything that is known about one server when its route is compiled.</summary>
/// <param name="UsesEgress">Whether callers' own credentials at the upstream are to be added.</param>
/// <param name="Traffic">What calls say of its health.</param>
/// <param name="BuiltIn">What the product itself says about the server, when it comes with the product.</param>
internal sealed record RouteSources(
    ServerRecord Server, ServerSecretsRecord? Secrets, HealthRecord? Health, bool UsesEgress, BuiltInServer? BuiltIn,
    UpstreamTraffic? Traffic = null);
