using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;

namespace McpGateway.Proxy.Outbound;

/// <summary>Classifies addresses, looking through every notation that carries an IPv4 address inside an IPv6 one.</summary>
internal static class AddressClassifier
{
    /// <summary>First match counts.</summary>
    private static readonly (IPNetwork Network, AddressClass Class)[] IPv4 =
    [
        Forbid("0.0.0.0/8"),
        Forbid("169.254.0.0/16"), // link-local: metadata of AWS (instances and ECS), Azure, Google, DigitalOcean, Oracle
        Forbid("100.100.100.200/32"), // Alibaba metadata
        Forbid("168.63.129.16/32"), // Azure's host agent
        Forbid("192.0.0.0/24"), // protocol assignments, with Oracle's metadata
        Forbid("192.88.99.0/24"), // 6to4 relays
        Forbid("224.0.0.0/4"),
        Forbid("240.0.0.0/4"),
        Private("10.0.0.0/8"),
        Private("100.64.0.0/10"),
        Private("127.0.0.0/8"),
        Private("172.16.0.0/12"),
        Private("192.168.0.0/16"),
        Private("198.18.0.0/15"),
    ];

    private static readonly (IPNetwork Network, AddressClass Class)[] IPv6 =
    [
        Private("::1/128"),
        Forbid("::/128"),
        Forbid("fe80::/10"),
        Forbid("ff00::/8"),
        Forbid("fd00:ec2::/32"), // AWS metadata over IPv6
        Forbid("fd20:ce::/32"), // Google metadata over IPv6
        Forbid("2001::/32"), // Teredo: the address inside is obfuscated
        Forbid("100::/64"),
        Private("fc00::/7"),
        Private("fec0::/10"),
    ];

    /// <summary>Names that clouds give the addresses of their metadata services.</summary>
    private static readonly FrozenSet<string> MetadataNames = FrozenSet.ToFrozenSet(
        [
            "instance-data", "instance-data.ec2.internal", "metadata.azure.internal", "metadata.goog", "metadata.google.internal",
            "metadata.tencentyun.com",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a name leads to metadata in some cloud, whatever it leads to here.</summary>
    /// <param name="name">Without the dot of the root.</param>
    public static bool IsMetadataName(string name) => MetadataNames.Contains(name);

    public static AddressClass Classify(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return Find(IPv4, address);
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return Find(IPv4, address.MapToIPv4());
        }

        if (address.ScopeId != 0 && address.IsIPv6LinkLocal)
        {
            return AddressClass.Forbidden;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        var plain = new IPAddress(bytes);
        var own = Find(IPv6, plain);
        return own == AddressClass.Private && IPAddress.IsLoopback(plain) ? own : Worse(own, Embedded(bytes));
    }

    private static AddressClass Embedded(ReadOnlySpan<byte> bytes) =>
        bytes switch
        {
            // 6to4 (RFC 3056): 2002:a.b.c.d::/48
            [0x20, 0x02, ..] => Inner(bytes[2..6]),

            // NAT64: the well-known prefix (RFC 6052) and the local-use prefix (RFC 8215), whose translation only its operator knows.
            [0x00, 0x64, 0xff, 0x9b, 0x00, 0x01, ..] => AddressClass.Forbidden,
            [0x00, 0x64, 0xff, 0x9b, ..] => Inner(bytes[12..]),

            // IPv4-compatible (RFC 4291, obsolete) and IPv4-translated (RFC 2765).
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ..] => Inner(bytes[12..]),
            [0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, ..] => Inner(bytes[12..]),

            // ISATAP (RFC 5214)
            [_, _, _, _, _, _, _, _, 0x00 or 0x02, 0x00, 0x5e, 0xfe, ..] => Inner(bytes[12..]),
            _ => AddressClass.Public,
        };

    private static AddressClass Inner(ReadOnlySpan<byte> bytes) =>
        Find(IPv4, new IPAddress(BinaryPrimitives.ReadUInt32LittleEndian(bytes)));

    private static AddressClass Find((IPNetwork Network, AddressClass Class)[] table, IPAddress address)
    {
        foreach (var (network, found) in table)
        {
            if (network.Contains(address))
            {
                return found;
            }
        }

        return AddressClass.Public;
    }

    private static AddressClass Worse(AddressClass one, AddressClass other) => one > other ? one : other;

    private static (IPNetwork Network, AddressClass Class) Forbid(string network) => (IPNetwork.Parse(network), AddressClass.Forbidden);

    private static (IPNetwork Network, AddressClass Class) Private(string network) => (IPNetwork.Parse(network), AddressClass.Private);
}
