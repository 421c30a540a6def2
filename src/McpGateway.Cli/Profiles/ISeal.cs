namespace McpGateway.Cli.Profiles;

/// <summary>Makes what is in a file unreadable for everybody but the user of the system.</summary>
internal interface ISeal
{
    byte[] Close(byte[] content);

    /// <exception cref="System.Security.Cryptography.CryptographicException">It was not closed for this user.</exception>
    byte[] Open(byte[] closed);
}
