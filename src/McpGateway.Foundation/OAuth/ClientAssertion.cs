using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace McpGateway.Foundation.OAuth;

/// <summary>Authenticates a client by a signature instead of a secret (<c>private_key_jwt</c>, RFC 7523 §2.2).</summary>
public static class ClientAssertion
{
    public const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private const int IdBytes = 16;
    private const int MinRsaBits = 2048;

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether it is a private key that assertions can be signed with: PEM, EC P-256 or P-384, or RSA with 2048 bits or more.
    /// </summary>
    public static bool IsKey(string pem)
    {
        using var key = Read(pem);
        return key is not null;
    }

    /// <param name="pem">A key of <see cref="IsKey"/>.</param>
    /// <param name="clientId">Who authenticates.</param>
    /// <param name="audience">The provider's issuer.</param>
    /// <param name="now">The time.</param>
    public static string Sign(string pem, string clientId, string audience, DateTimeOffset now)
    {
        using var key = Read(pem) ?? throw new InvalidOperationException("The client's private key cannot be read.");
        var header = new JsonObject { ["alg"] = AlgorithmOf(key), ["typ"] = "JWT" };
        var claims = new JsonObject
        {
            ["iss"] = clientId,
            ["sub"] = clientId,
            ["aud"] = audience,
            ["jti"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes)),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Life).ToUnixTimeSeconds(),
        };
        var input = $"{Encode(header)}.{Encode(claims)}";
        return $"{input}.{Base64Url.EncodeToString(Sign(key, Encoding.ASCII.GetBytes(input)))}";
    }

    private static AsymmetricAlgorithm? Read(string pem)
    {
        AsymmetricAlgorithm? key = null;
        try
        {
            key = ECDsa.Create();
            key.ImportFromPem(pem);
            if (IsCurve(key) && HasPrivatePart((ECDsa)key))
            {
                return key;
            }
        }
        catch (Exception failure) when (failure is ArgumentException or CryptographicException)
        {
            // Perhaps the other kind.
        }

        key?.Dispose();
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            if (rsa.KeySize >= MinRsaBits && rsa.ExportParameters(includePrivateParameters: true).D is not null)
            {
                return rsa;
            }
        }
        catch (Exception failure) when (failure is ArgumentException or CryptographicException)
        {
            // Nor that.
        }

        rsa.Dispose();
        return null;
    }

    private static bool IsCurve(AsymmetricAlgorithm key) => key.KeySize is 256 or 384;

    private static bool HasPrivatePart(ECDsa key) => key.ExportParameters(includePrivateParameters: true).D is not null;

    private static string AlgorithmOf(AsymmetricAlgorithm key) => key is RSA ? "RS256" : key.KeySize == 384 ? "ES384" : "ES256";

    private static byte[] Sign(AsymmetricAlgorithm key, byte[] input) => key switch
    {
        RSA rsa => rsa.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        ECDsa { KeySize: 384 } ec => ec.SignData(input, HashAlgorithmName.SHA384),
        ECDsa ec => ec.SignData(input, HashAlgorithmName.SHA256),
        _ => throw new InvalidOperationException("No other kind is read."),
    };

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
