using System.Security.Cryptography;
using System.Text;
using McpGateway.Identity.Tokens;

namespace McpGateway.Identity.Clients;

/// <summary>Random credentials, and the hashes under which they are stored and found.</summary>
public static class Secrets
{
    private const int Bytes = 32;

    public static string New(int bytes = Bytes) => Base64UrlText.Encode(RandomNumberGenerator.GetBytes(bytes));

    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    public static bool Matches(string? hash, string presented) =>
        hash is not null
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(Hash(presented)));
}
