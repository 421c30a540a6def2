using System.Security.Cryptography;
using McpGateway.Foundation.Secrets;
using Microsoft.AspNetCore.DataProtection;

namespace McpGateway.Web.Hosting;

/// <summary>
/// The framework's data protection on the product's own master key: every replica opens what another one sealed, and no key file of the
/// framework's appears in somebody's home directory.
/// </summary>
internal sealed class SealedDataProtection(ISecretProtector secrets) : IDataProtectionProvider
{
    public IDataProtector CreateProtector(string purpose) => new Protector(secrets, $"web/{purpose}");

    private sealed class Protector(ISecretProtector secrets, string purpose) : IDataProtector
    {
        public IDataProtector CreateProtector(string next) => new Protector(secrets, $"{purpose}/{next}");

        public byte[] Protect(byte[] plaintext) => secrets.Protect(purpose, plaintext);

        public byte[] Unprotect(byte[] protectedData) =>
            secrets.Unprotect(purpose, protectedData) ?? throw new CryptographicException("The data was not made by this product.");
    }
}
