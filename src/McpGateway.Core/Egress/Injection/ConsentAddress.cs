using McpGateway.Foundation.Http;
using McpGateway.Proxy.Outbound;

namespace McpGateway.Core.Egress.Injection;

/// <summary>Links to the page where a user connects an account stand below the gateway's public origin.</summary>
internal sealed class ConsentAddress(PublicOrigin origin) : IPublicAddress
{
    public string Of(HttpRequest request) => origin.Of(request);
}
