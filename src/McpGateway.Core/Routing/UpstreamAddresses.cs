using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Outbound;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Routing;

/// <summary>The data plane's own guard, with the setting that the routes are made with.</summary>
internal sealed class UpstreamAddresses(IOptions<RoutingOptions> options) : IUpstreamAddresses
{
    public string? Problem(Uri address) => OutboundGuard.Problem(address, options.Value.AllowPrivateUpstreams);
}
