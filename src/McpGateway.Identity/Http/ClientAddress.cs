using System.Net;
using System.Net.Sockets;

namespace McpGateway.Identity.Http;

/// <summary>The client's address as far as counting goes: its failures, its requests, its connections.</summary>
public static class ClientAddress
{
    private const int AddressBytes = 16;
    private const int NetworkBytes = 8;

    public static string Of(HttpContext context) => Of(context.Connection.RemoteIpAddress);

    public static string Of(IPAddress? address)
    {
        if (address is null)
        {
            return "-";
        }

        var network = NetworkOf(address);
        return network.AddressFamily == AddressFamily.InterNetworkV6 ? network + "/64" : network.ToString();
    }

    /// <summary>
    /// The address, or the first one of its network of 64 bits: one subscriber has the whole of that (RFC 6177) and could come from a new
    /// address each time.
    /// </summary>
    public static IPAddress NetworkOf(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        Span<byte> bytes = stackalloc byte[AddressBytes];
        address.TryWriteBytes(bytes, out _);
        bytes[NetworkBytes..].Clear();
        return new IPAddress(bytes);
    }
}
