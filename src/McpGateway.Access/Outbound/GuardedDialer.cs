using System.Net;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.Proxy.Outbound;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpGateway.Access.Outbound;

/// <summary>Dials through the data plane's guard: one rule for what is routed to and for what the gateway asks itself.</summary>
internal sealed class GuardedDialer : IOutboundDialer
{
    public string? Problem(Uri address, bool allowsPrivateAddresses) => OutboundGuard.Problem(address, allowsPrivateAddresses);

    public ValueTask<Stream> DialAsync(DnsEndPoint target, bool allowsPrivateAddresses, CancellationToken cancellationToken) =>
        OutboundGuard.ConnectAsync(target, allowsPrivateAddresses, cancellationToken);
}

public static class GuardedDialerServices
{
    /// <summary>Adds the dialler that guarded clients need.</summary>
    public static IServiceCollection AddGuardedDialer(this IServiceCollection services)
    {
        services.TryAddSingleton<IOutboundDialer, GuardedDialer>();
        return services;
    }
}
