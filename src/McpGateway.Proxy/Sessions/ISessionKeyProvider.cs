namespace McpGateway.Proxy.Sessions;

/// <summary>
/// Port: the key that seals what clients hold for the gateway. The same on every replica, secret, and stable over restarts.
/// </summary>
public interface ISessionKeyProvider
{
    /// <summary>At least 32 random bytes. Read once at start; a key for this purpose alone is derived from it.</summary>
    ReadOnlyMemory<byte> Key { get; }

    /// <summary>Keys whose texts are opened too, and with which nothing is sealed: those of a master key that is being exchanged.</summary>
    IReadOnlyList<ReadOnlyMemory<byte>> FormerKeys => [];
}
