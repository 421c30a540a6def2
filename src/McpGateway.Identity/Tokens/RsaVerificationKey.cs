using System.Numerics;
using System.Security.Cryptography;

namespace McpGateway.Identity.Tokens;

/// <summary>RSA of at least 2048 bits (RFC 7518 §3.3) with a sound exponent.</summary>
internal sealed class RsaVerificationKey : VerificationKey
{
    private const int MinBits = 2048;

    // Verification costs grow with the size, and the key comes from elsewhere.
    private const int MaxBits = 8192;
    private const int MaxExponentBytes = 8;
    private const int MinExponent = 65537;

    private static readonly JwsAlgorithm[] Every =
        [JwsAlgorithm.RS256, JwsAlgorithm.RS384, JwsAlgorithm.RS512, JwsAlgorithm.PS256, JwsAlgorithm.PS384, JwsAlgorithm.PS512];

    private readonly RSA _key;

    private RsaVerificationKey(string? keyId, IReadOnlyList<JwsAlgorithm> algorithms, RSA key)
        : base(keyId, algorithms) => _key = key;

    /// <param name="algorithm">The one algorithm the key is for, or null for every RSA algorithm.</param>
    /// <exception cref="CryptographicException">The key is too small, too large or has a weak exponent.</exception>
    public static RsaVerificationKey Create(string? keyId, JwsAlgorithm? algorithm, byte[] modulus, byte[] exponent)
    {
        if (algorithm is { } only && !Every.Contains(only))
        {
            throw new ArgumentException($"{only} is not an RSA algorithm.", nameof(algorithm));
        }

        var bits = new BigInteger(modulus, isUnsigned: true, isBigEndian: true).GetBitLength();
        if (bits is < MinBits or > MaxBits)
        {
            throw new CryptographicException($"RSA keys must have {MinBits} to {MaxBits} bits; this one has {bits}.");
        }

        var e = new BigInteger(exponent, isUnsigned: true, isBigEndian: true);
        if (exponent.Length > MaxExponentBytes || e < MinExponent || e.IsEven)
        {
            throw new CryptographicException("The RSA key's public exponent is weak: it must be odd and at least 65537.");
        }

        return new(keyId, algorithm is { } one ? [one] : Every, RSA.Create(new RSAParameters { Modulus = modulus, Exponent = exponent }));
    }

    protected override bool VerifyCore(JwsAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        var padding = algorithm is JwsAlgorithm.PS256 or JwsAlgorithm.PS384 or JwsAlgorithm.PS512
            ? RSASignaturePadding.Pss
            : RSASignaturePadding.Pkcs1;
        return signature.Length == (_key.KeySize + 7) / 8 && _key.VerifyData(data, signature, JwsAlgorithms.HashOf(algorithm), padding);
    }

    protected override void Dispose(bool disposing) => _key.Dispose();
}
