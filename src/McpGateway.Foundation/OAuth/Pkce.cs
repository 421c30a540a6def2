using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace McpGateway.Foundation.OAuth;

/// <summary>Proof Key for Code Exchange (RFC 7636), and other values that nobody can guess.</summary>
public static class Pkce
{
    public const string Method = "S256";

    private const int Bytes = 32;

    /// <summary>256 random bits in base64url, 43 characters: a code verifier (§4.1), a state, a nonce.</summary>
    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>§4.2.</summary>
    public static string ChallengeOf(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
}
