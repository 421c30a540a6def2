using System.Net;
using System.Text;

namespace McpGateway.Proxy.Outbound;

/// <summary>
/// Makes the HTTP handlers through which the data plane calls upstream: guarded addresses, no redirects, no cookies, no system proxy.
/// </summary>
internal static class OutboundHandlerFactory
{
    /// <summary>A new pool of connections. Keep it and share it.</summary>
    public static SocketsHttpHandler Create(OutboundPolicy policy)
    {
        var allowsPrivateAddresses = policy.AllowsPrivateAddresses;
        return new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,

            // The caller's trace headers pass as they are; the handler would add its own.
            ActivityHeadersPropagator = null,
            ConnectTimeout = policy.ConnectTimeout,
            MaxConnectionsPerServer = policy.MaxConnectionsPerServer,
            MaxResponseHeadersLength = policy.MaxResponseHeadersKilobytes,

            // Names are resolved again now and then; idle sockets are returned before common servers close them.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),

            // An answer that nobody wants is cut, not read to its end.
            MaxResponseDrainSize = 64 * 1024,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            ConnectCallback = (context, cancellationToken) =>
                OutboundGuard.ConnectAsync(context.DnsEndPoint, allowsPrivateAddresses, cancellationToken),
        };
    }
}
