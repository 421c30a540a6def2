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

    /// <summary>
    /// The upstream answered 403 to <paramref name="used"/> because it does not reach far enough (RFC 6750 §3.1 <c>insufficient_scope</c>):
    /// says what the caller can do about it, or gets the credential that has taken its place meanwhile.
    /// </summary>
    /// <param name="caller">Who asked.</param>
    /// <param name="route">Where the request went.</param>
    /// <param name="used">What it carried.</param>
    /// <param name="challenge">The upstream's <c>WWW-Authenticate</c>.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    ValueTask<EgressCredential> StepUpAsync(
        ProxyCaller caller, Route route, EgressCredential used, string challenge, CancellationToken cancellationToken);
}
