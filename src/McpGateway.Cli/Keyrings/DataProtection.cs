using System.Runtime.Versioning;
using System.Security.Cryptography;
using McpGateway.Cli.Profiles;

namespace McpGateway.Cli.Keyrings;

/// <summary>
/// Windows: a file that only the signed-in user's account can open (DPAPI). The Credential Manager itself takes 2,560 bytes for a
/// credential, which is less than an access token may be.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class DataProtection : ISeal
{
    private const string Name = "credentials.dpapi";

    private DataProtection()
    {
    }

    public static ICredentialStore StoreIn(string directory)
    {
        var path = Path.Combine(directory, Name);
        return new CredentialFile(path, $"{path}, protected by Windows", new DataProtection());
    }

    public byte[] Close(byte[] content) => ProtectedData.Protect(content, optionalEntropy: null, DataProtectionScope.CurrentUser);

    public byte[] Open(byte[] closed) => ProtectedData.Unprotect(closed, optionalEntropy: null, DataProtectionScope.CurrentUser);
}
