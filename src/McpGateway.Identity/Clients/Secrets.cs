using System.Security.Cryptography;
using System.Text;
using McpGateway.Identity.Tokens;

namespace McpGateway.Identity.Clients;

/// <summary>Random credentials, and the hashes under which they are stored and found.</summary>
public static class Secrets
{
    private const int Bytes = 32;

    /// <summary>256 bits in base64url.</summary>
    private const int Length = 43;

    private const string ClientSecretPrefix = "mgs_";
    private const string RegistrationTokenPrefix = "mgt_";

    public static string New(int bytes = Bytes) => Base64UrlText.Encode(RandomNumberGenerator.GetBytes(bytes));

    /// <summary>The secret of a client (<c>client_secret</c>). What it begins with tells it from what others issue.</summary>
    public static string NewClientSecret() => ClientSecretPrefix + New();

    /// <summary>What manages a registration (<c>registration_access_token</c>, RFC 7592 §3).</summary>
    public static string NewRegistrationToken() => RegistrationTokenPrefix + New();

    /// <summary>
    /// Whether a text has the form of a client's secret or registration token: with a prefix, or without as they were issued before.
    /// </summary>
    public static bool HasFormOfClients(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length == Length || IsPrefixed(text, ClientSecretPrefix) || IsPrefixed(text, RegistrationTokenPrefix);
    }

    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    public static bool Matches(string? hash, string presented) =>
        hash is not null
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(Hash(presented)));

    private static bool IsPrefixed(string text, string prefix) =>
        text.Length == prefix.Length + Length && text.StartsWith(prefix, StringComparison.Ordinal);
}
