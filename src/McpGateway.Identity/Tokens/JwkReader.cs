using System.Security.Cryptography;
using System.Text.Json;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Identity.Tokens;

/// <summary>Reads published signature keys (RFC 7517, RFC 7518 §6). A key that cannot be used safely is refused with the reason.</summary>
internal static class JwkReader
{
    public static Result<VerificationKey> Read(JsonElement jwk)
    {
        if (jwk.ValueKind != JsonValueKind.Object
            || !StrictJson.TryReadString(jwk, "kty", out var type)
            || !StrictJson.TryReadString(jwk, "kid", out var keyId)
            || !StrictJson.TryReadString(jwk, "alg", out var name)
            || !StrictJson.TryReadString(jwk, "use", out var use)
            || !StrictJson.TryReadStrings(jwk, "key_ops", out var operations))
        {
            return Refuse("The key is not a JSON Web Key.");
        }

        if (use is not (null or "sig") || (operations.Count > 0 && !operations.Contains("verify")))
        {
            return Refuse("The key is not for verifying signatures.");
        }

        JwsAlgorithm? algorithm = null;
        if (name is not null)
        {
            if (!JwsAlgorithms.TryParse(name, out var parsed))
            {
                return Refuse("The key's algorithm is not supported.");
            }

            algorithm = parsed;
        }

        try
        {
            return type switch
            {
                "EC" => ReadEc(jwk, keyId, algorithm),
                "RSA" => ReadRsa(jwk, keyId, algorithm),
                "oct" => Refuse("Symmetric keys are not accepted from a key set."),
                "OKP" => Refuse("EdDSA keys are not supported: the platform's cryptography does not offer Ed25519."),
                _ => Refuse("The key's type is not supported."),
            };
        }
        catch (Exception unusable) when (unusable is CryptographicException or ArgumentException)
        {
            return Refuse($"The key is not usable: {unusable.Message}");
        }
    }

    private static Result<VerificationKey> ReadEc(JsonElement jwk, string? keyId, JwsAlgorithm? stated)
    {
        JwsAlgorithm? implied = StrictJson.TryReadString(jwk, "crv", out var curve)
            ? curve switch { "P-256" => JwsAlgorithm.ES256, "P-384" => JwsAlgorithm.ES384, "P-521" => JwsAlgorithm.ES512, _ => null }
            : null;
        if (implied is not { } algorithm || (stated is { } other && other != algorithm))
        {
            return Refuse("The key's curve is not supported, or does not belong to its algorithm.");
        }

        return Bytes(jwk, "x") is { } x && Bytes(jwk, "y") is { } y
            ? EcVerificationKey.Create(keyId, algorithm, x, y)
            : Refuse("The key's coordinates are missing or malformed.");
    }

    private static Result<VerificationKey> ReadRsa(JsonElement jwk, string? keyId, JwsAlgorithm? algorithm) =>
        Bytes(jwk, "n") is { } modulus && Bytes(jwk, "e") is { } exponent
            ? RsaVerificationKey.Create(keyId, algorithm, modulus, exponent)
            : Refuse("The key's modulus or exponent is missing or malformed.");

    private static byte[]? Bytes(JsonElement jwk, string name) =>
        StrictJson.TryReadString(jwk, name, out var text) && text is not null ? Base64UrlText.Decode(text) : null;

    private static Error Refuse(string detail) => new(ErrorKind.Invalid, detail);
}
