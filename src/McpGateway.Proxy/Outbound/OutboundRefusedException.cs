using System.Net;

namespace McpGateway.Proxy.Outbound;

/// <summary>The outbound guard refused an address. Nothing was sent to it.</summary>
public sealed class OutboundRefusedException(string message) : HttpRequestException(HttpRequestError.ConnectionError, message)
{
    internal static OutboundRefusedException For(string host, IPAddress address, AddressClass reason) =>
        new(reason == AddressClass.Forbidden
            ? $"'{host}' leads to {address}, which is never dialled: a metadata, link-local or reserved address."
            : $"'{host}' leads to {address}: private addresses are not allowed for this server.");

    internal static OutboundRefusedException ForMetadata(string host) =>
        new($"'{host}' is the name of a metadata service, which is never dialled.");
}
