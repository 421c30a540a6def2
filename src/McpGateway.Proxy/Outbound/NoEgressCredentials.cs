using McpGateway.Proxy.Access;
using McpGateway.Proxy.Routing;

namespace McpGateway.Proxy.Outbound;

/// <summary>Stands in where no control plane provides credentials: a route that needs one is refused, never served without.</summary>
internal sealed class NoEgressCredentials : IEgressCredentials
{
    private static readonly EgressCredential None = EgressCredential.Refused("This gateway has no credentials for the server.");

    public ValueTask<EgressCredential> GetAsync(ProxyCaller caller, Route route, CancellationToken cancellationToken) => new(None);

    public ValueTask<EgressCredential> RenewAsync(
        ProxyCaller caller, Route route, EgressCredential refused, CancellationToken cancellationToken) => new(None);

    public ValueTask<EgressCredential> StepUpAsync(
        ProxyCaller caller, Route route, EgressCredential used, string challenge, CancellationToken cancellationToken) => new(None);
}
