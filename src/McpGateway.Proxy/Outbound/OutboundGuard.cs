using System.Net;
using System.Net.Sockets;

namespace McpGateway.Proxy.Outbound;

/// <summary>
/// Decides at the moment of dialling, on the address that is dialled, so that neither a redirect nor a name that resolves differently the
/// second time leads around it.
/// </summary>
public static class OutboundGuard
{
    /// <summary>
    /// Quick check of a configured URL, to refuse it where it is entered. Judges addresses written out in the URL, in every notation that
    /// resolvers take for one, and the names of metadata services; other names are judged when dialled.
    /// </summary>
    /// <returns>Null when acceptable, otherwise what is wrong.</returns>
    public static string? Problem(Uri address, bool allowsPrivateAddresses)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (HostOf(address) is not { } host)
        {
            return "The host of the address is no name that can be looked up.";
        }

        // A name may end in the dot of the root, and resolvers take an address that does for the address.
        host = host.TrimEnd('.');
        if (!IPAddress.TryParse(host.AsSpan().Trim("[]"), out var ip))
        {
            return AddressClassifier.IsMetadataName(host) ? OutboundRefusedException.ForMetadata(host).Message
                : allowsPrivateAddresses || !IsLocalName(host) ? null : $"'{host}' is a local name: private addresses are not allowed.";
        }

        var found = AddressClassifier.Classify(ip);
        return Allows(found, allowsPrivateAddresses) ? null : OutboundRefusedException.For(host, ip, found).Message;
    }

    /// <summary>Resolves, checks every address, and connects to the first that is allowed and answers.</summary>
    /// <exception cref="OutboundRefusedException">No address that answers may be dialled.</exception>
    public static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint target, bool allowsPrivateAddresses, CancellationToken cancellationToken) =>
        new NetworkStream(await DialAsync(target, allowsPrivateAddresses, cancellationToken), ownsSocket: true);

    /// <inheritdoc cref="ConnectAsync"/>
    internal static async ValueTask<Socket> DialAsync(
        DnsEndPoint target, bool allowsPrivateAddresses, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        var addresses = IPAddress.TryParse(target.Host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(target.Host, cancellationToken);
        Exception? failure = null;
        foreach (var address in addresses)
        {
            var found = AddressClassifier.Classify(address);
            if (!Allows(found, allowsPrivateAddresses))
            {
                // Said in preference to a failed connection: it is what the operator has to know.
                failure = OutboundRefusedException.For(target.Host, address, found);
                continue;
            }

            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, target.Port), cancellationToken);
                return socket;
            }
            catch (SocketException exception)
            {
                socket.Dispose();
                failure ??= exception;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw failure ?? new SocketException((int)SocketError.HostNotFound);
    }

    private static bool Allows(AddressClass found, bool allowsPrivateAddresses) =>
        found == AddressClass.Public || (found == AddressClass.Private && allowsPrivateAddresses);

    /// <summary>Null for what the URL parser lets pass and no rule for names does (a label of 64 characters that are not all
    /// ASCII).</summary>
    private static string? HostOf(Uri address)
    {
        try
        {
            return address.IdnHost;
        }
        catch (UriFormatException)
        {
            return null;
        }
    }

    private static bool IsLocalName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}
