using System.Security.Cryptography;
using System.Text;
using McpGateway.Identity.Tokens;

namespace McpGateway.Identity.Signing;

/// <summary>An ES256 key pair in use.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly ECDsa _pair;
    private readonly Lock _using = new();

    private SigningKey(ECDsa pair, DateTimeOffset createdAt, DateTimeOffset? retiresAt)
    {
        _pair = pair;
        CreatedAt = createdAt;
        RetiresAt = retiresAt;
        var point = pair.ExportParameters(includePrivateParameters: false).Q;
        (X, Y) = (Base64UrlText.Encode(point.X), Base64UrlText.Encode(point.Y));
        KeyId = Thumbprint(X, Y);
        Verification = EcVerificationKey.Create(KeyId, JwsAlgorithm.ES256, point.X!, point.Y!);
    }

    public string KeyId { get; }

    public string X { get; }

    public string Y { get; }

    public DateTimeOffset CreatedAt { get; }

    public DateTimeOffset? RetiresAt { get; }

    public VerificationKey Verification { get; }

    public static SigningKeyRecord Generate(DateTimeOffset now)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = new SigningKey(ECDsa.Create(pair.ExportParameters(includePrivateParameters: true)), now, retiresAt: null);
        return new() { KeyId = key.KeyId, PrivateKey = Convert.ToBase64String(pair.ExportPkcs8PrivateKey()), CreatedAt = now };
    }

    public static SigningKey Open(SigningKeyRecord record)
    {
        var pair = ECDsa.Create();
        pair.ImportPkcs8PrivateKey(Convert.FromBase64String(record.PrivateKey), out _);
        return new(pair, record.CreatedAt, record.RetiresAt);
    }

    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        lock (_using)
        {
            return _pair.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    public void Dispose()
    {
        _pair.Dispose();
        Verification.Dispose();
    }

    /// <summary>RFC 7638: the hash of the required members in lexical order.</summary>
    private static string Thumbprint(string x, string y) =>
        Base64UrlText.Encode(SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""")));
}
