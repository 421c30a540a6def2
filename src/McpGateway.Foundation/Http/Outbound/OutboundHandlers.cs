using System.Net;
using System.Text;

namespace McpGateway.Foundation.Http.Outbound;

/// <summary>Makes the handlers of outgoing calls: no redirects, no cookies, guarded addresses.</summary>
internal static class OutboundHandlers
{
    /// <param name="profile">What the calls may do.</param>
    /// <param name="dialer">Asked for when the profile is guarded.</param>
    /// <exception cref="InvalidOperationException">The profile is guarded and goes through a proxy.</exception>
    public static SocketsHttpHandler Create(OutboundProfile profile, Func<IOutboundDialer> dialer)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = profile.UsesSystemProxy,
            AutomaticDecompression = DecompressionMethods.None,

            // What others trace is none of a stranger's business.
            ActivityHeadersPropagator = null,
            ConnectTimeout = profile.ConnectTimeout,
            MaxConnectionsPerServer = profile.MaxConnectionsPerServer,
            MaxResponseHeadersLength = 32,

            // Names are resolved again now and then; idle sockets are returned before common servers close them.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),

            // An answer that nobody wants is cut, not read to its end.
            MaxResponseDrainSize = 64 * 1024,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        };
        if (profile.Reach != OutboundReach.Stated)
        {
            Guard(handler, profile, dialer());
        }

        return handler;
    }

    private static void Guard(SocketsHttpHandler handler, OutboundProfile profile, IOutboundDialer dialer)
    {
        if (profile.UsesSystemProxy)
        {
            throw new InvalidOperationException("A guarded client cannot go through a proxy: the guard would judge the proxy's address.");
        }

        var allowsPrivateAddresses = profile.Reach == OutboundReach.Private;
        handler.ConnectCallback = (context, cancellationToken) =>
            dialer.DialAsync(context.DnsEndPoint, allowsPrivateAddresses, cancellationToken);
    }
}
