using System.Security.Cryptography;

namespace McpGateway.Identity.Tokens;

/// <summary>ECDSA on the curve that belongs to one algorithm (RFC 7518 §3.4): ES256 is P-256 and nothing else.</summary>
internal sealed class EcVerificationKey : VerificationKey
{
    private readonly ECDsa _key;
    private readonly int _signatureLength;

    private EcVerificationKey(string? keyId, JwsAlgorithm algorithm, ECDsa key, int coordinateLength)
        : base(keyId, [algorithm]) => (_key, _signatureLength) = (key, coordinateLength * 2);

    /// <exception cref="CryptographicException">The point is not on the curve.</exception>
    public static EcVerificationKey Create(string? keyId, JwsAlgorithm algorithm, byte[] x, byte[] y)
    {
        var (curve, length) = CurveOf(algorithm);
        if (x.Length != length || y.Length != length)
        {
            throw new CryptographicException("A coordinate of the key has the wrong length for its curve.");
        }

        var key = ECDsa.Create(new ECParameters { Curve = curve, Q = new() { X = x, Y = y } });
        return new(keyId, algorithm, key, length);
    }

    protected override bool VerifyCore(JwsAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        signature.Length == _signatureLength
        && _key.VerifyData(data, signature, JwsAlgorithms.HashOf(algorithm), DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    protected override void Dispose(bool disposing) => _key.Dispose();

    private static (ECCurve Curve, int Length) CurveOf(JwsAlgorithm algorithm)
    {
        if (algorithm == JwsAlgorithm.ES256)
        {
            return (ECCurve.NamedCurves.nistP256, 32);
        }

        if (algorithm == JwsAlgorithm.ES384)
        {
            return (ECCurve.NamedCurves.nistP384, 48);
        }

        return algorithm == JwsAlgorithm.ES512
            ? (ECCurve.NamedCurves.nistP521, 66)
            : throw new ArgumentException($"{algorithm} is not an elliptic curve algorithm.", nameof(algorithm));
    }
}
