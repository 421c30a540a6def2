using System.Security.Cryptography;

namespace McpGateway.Identity.Tokens;

/// <summary>HMAC-SHA256 with a secret that was registered as one. Never made from a published key.</summary>
internal sealed class SymmetricVerificationKey : VerificationKey
{
    /// <summary>RFC 7518 §3.2: at least as long as the hash.</summary>
    public const int MinBytes = 32;

    private readonly byte[] _secret;

    public SymmetricVerificationKey(string? keyId, byte[] secret)
        : base(keyId, [JwsAlgorithm.HS256])
    {
        if (secret.Length < MinBytes)
        {
            throw new CryptographicException($"An HS256 secret must have at least {MinBytes} bytes.");
        }

        _secret = [.. secret];
    }

    protected override bool VerifyCore(JwsAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_secret, data, expected);
        return CryptographicOperations.FixedTimeEquals(expected, signature);
    }

    protected override void Dispose(bool disposing) => CryptographicOperations.ZeroMemory(_secret);
}
