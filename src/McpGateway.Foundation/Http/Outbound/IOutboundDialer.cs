using System.Net;

namespace McpGateway.Foundation.Http.Outbound;

/// <summary>Port: decides which addresses this process dials, and dials them.</summary>
public interface IOutboundDialer
{
    /// <summary>
    /// Quick check of an address before it is used. Judges addresses that are written out; names are judged when they are dialled.
    /// </summary>
    /// <returns>Null when acceptable, otherwise what is wrong.</returns>
    string? Problem(Uri address, bool allowsPrivateAddresses);

    /// <summary>Resolves the name, judges every address, and connects to the first that is allowed and answers.</summary>
    /// <exception cref="HttpRequestException">No address of the name may be dialled.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">None answered.</exception>
    ValueTask<Stream> DialAsync(DnsEndPoint target, bool allowsPrivateAddresses, CancellationToken cancellationToken);
}
