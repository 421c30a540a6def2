using McpGateway.Proxy.Access;
using McpGateway.Proxy.Routing;

namespace McpGateway.Proxy.Outbound;

/// <summary>
/// Port: the credential that stands for the caller at an upstream. Asked only for routes with <see cref="Route.UsesEgressCredentials"/>.
/// </summary>
public interface IEgressCredentials
{
    /// <summary>Completes synchronously for a credential that is at hand and not about to expire.</summary>
    ValueTask<EgressCredential> GetAsync(ProxyCaller caller, Route route, CancellationToken cancellationToken);

    /// <summary>The upstream answered 401 to <paramref name="refused"/>: gets another one, or says why there is none.</summary>
    ValueTask<EgressCredential> RenewAsync(ProxyCaller caller, Route route, EgressCredential refused, CancellationToken cancellationToken);
}
