namespace McpGateway.Proxy.Outbound;

/// <summary>What an address is to an outgoing connection. Ordered: the later, the more dangerous.</summary>
internal enum AddressClass
{
    Public,

    /// <summary>Private, loopback or shared address space: by policy.</summary>
    Private,

    /// <summary>Cloud metadata, link-local, multicast, unspecified, reserved: never.</summary>
    Forbidden,
}
