using McpGateway.Proxy.Outbound;

namespace McpGateway.Core.Scanning.Analysis;

/// <summary>Where an address is, by the rule that the guard of outgoing connections has.</summary>
internal static class NetworkPlaces
{
    /// <summary>
    /// Whether it is written as a private or loopback address, IPv4 or IPv6, or as a name of this machine. Metadata and link-local
    /// addresses are not: nothing may be there.
    /// </summary>
    public static bool IsPrivate(Uri address) =>
        OutboundGuard.Problem(address, allowsPrivateAddresses: true) is null
        && OutboundGuard.Problem(address, allowsPrivateAddresses: false) is not null;
}
