using McpGateway.Foundation.Documents;
using McpGateway.Proxy.Access;

namespace McpGateway.Host.Freshness;

/// <summary>
/// Lets nobody use a server while it is not known whether they still may (<c>Storage:DenyWhenStale</c>). In front of the port by which the
/// data plane asks, so that whatever way a call takes passes here.
/// </summary>
internal sealed class FreshAuthenticator(IProxyAuthenticator inner, StoreFreshness freshness) : IProxyAuthenticator
{
    public ValueTask<ProxyAuthentication> AuthenticateAsync(HttpContext context) => freshness.Denies
        ? new(new ProxyAuthentication(null, CredentialSource.None, null) { IsUnavailable = true })
        : inner.AuthenticateAsync(context);

    public string DescribeDenial(HttpContext context, ProxyCaller caller) => inner.DescribeDenial(context, caller);

    public bool MayBeForGateway(string value) => inner.MayBeForGateway(value);

    public ValueTask<bool> IsForGatewayAsync(HttpContext context, string value) => inner.IsForGatewayAsync(context, value);
}
