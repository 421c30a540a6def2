using System.Security.Cryptography;
using System.Text;
using McpGateway.Identity.Tokens;

namespace McpGateway.Tests.Identity;

/// <summary>Makes tokens, good and bad, for tests of the verifier.</summary>
internal sealed class TokenForge : IDisposable
{
    public const string KeyId = "key-1";

    public static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static TokenValidationRules Rules => new()
    {
        Issuer = "issuer",
        Audiences = ["audience"],
        Leeway = TimeSpan.FromSeconds(30),
    };

    public TokenForge()
    {
        var point = Pair.ExportParameters(includePrivateParameters: false).Q;
        Key = EcVerificationKey.Create(KeyId, JwsAlgorithm.ES256, point.X!, point.Y!);
    }

    public ECDsa Pair { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public VerificationKey Key { get; }

    public static string Header { get; } = $$"""{"alg":"ES256","typ":"at+jwt","kid":"{{KeyId}}"}""";

    /// <param name="changes">Members that replace the usual ones, as JSON; null leaves a member out.</param>
    public static string Claims(params (string Name, string? Json)[] changes)
    {
        var claims = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["iss"] = "\"issuer\"",
            ["aud"] = "\"audience\"",
            ["sub"] = "\"local:bob\"",
            ["token_use"] = "\"access\"",
            ["jti"] = "\"id-1\"",
            ["iat"] = $"{Now.ToUnixTimeSeconds()}",
            ["exp"] = $"{Now.ToUnixTimeSeconds() + 3600}",
        };
        foreach (var (name, json) in changes)
        {
            claims[name] = json;
        }

        return "{" + string.Join(',', claims.Where(claim => claim.Value is not null).Select(claim => $"\"{claim.Key}\":{claim.Value}"))
            + "}";
    }

    public static string Encode(string text) => Base64UrlText.Encode(Encoding.UTF8.GetBytes(text));

    public string Sign(string header, string claims) => SignParts(Encode(header), Encode(claims));

    public string SignParts(string header, string claims, HashAlgorithmName? hash = null)
    {
        var signature = Pair.SignData(Encoding.ASCII.GetBytes($"{header}.{claims}"), hash ?? HashAlgorithmName.SHA256);
        return $"{header}.{claims}.{Base64UrlText.Encode(signature)}";
    }

    public string Valid() => Sign(Header, Claims());

    public TokenRefusal Judge(string token) => Judge(token, [Key]);

    public static TokenRefusal Judge(string token, IReadOnlyList<VerificationKey> keys, TokenValidationRules? rules = null)
    {
        var refusal = JwsToken.Parse(token, out var parsed);
        if (refusal != TokenRefusal.None)
        {
            return refusal;
        }

        return TokenClaims.Parse(parsed!.Payload) is { } claims
            ? TokenVerifier.Verify(parsed, claims, keys, rules ?? Rules, Now)
            : TokenRefusal.Malformed;
    }

    public void Dispose()
    {
        Pair.Dispose();
        Key.Dispose();
    }
}
