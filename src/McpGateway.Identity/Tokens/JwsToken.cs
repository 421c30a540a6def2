using System.Text;
using System.Text.Json;
using McpGateway.Foundation.Http;

namespace McpGateway.Identity.Tokens;

/// <summary>
/// A JWS in compact form (RFC 7515 §7.1), taken apart and not yet verified. Key material in the header (<c>jwk</c>, <c>jku</c>,
/// <c>x5u</c>, <c>x5c</c>) is ignored: a token does not choose the key it is judged by.
/// </summary>
public sealed class JwsToken
{
    /// <summary>Longer tokens are refused unread. Identity providers with many groups stay below it.</summary>
    public const int MaxLength = 24 * 1024;

    /// <summary>For a signature over a document that lies elsewhere, which is put in as the payload.</summary>
    internal const int MaxDetachedLength = 1024 * 1024;

    private const int MaxHeaderLength = 4 * 1024;

    // Of what is ignored, too, the type must be right (RFC 7515 §4.1, RFC 7516 §4.1): whoever writes anything else is not to be understood.
    private static readonly string[] IgnoredTexts = ["cty", "enc", "jku", "x5t", "x5t#S256", "x5u", "zip"];

    private JwsToken(JwsAlgorithm algorithm, string? keyId, string? type, byte[] payload, byte[] signingInput, byte[] signature) =>
        (Algorithm, KeyId, Type, Payload, SigningInput, Signature) = (algorithm, keyId, type, payload, signingInput, signature);

    public JwsAlgorithm Algorithm { get; }

    public string? KeyId { get; }

    public string? Type { get; }

    public ReadOnlyMemory<byte> Payload { get; }

    public ReadOnlyMemory<byte> SigningInput { get; }

    public ReadOnlyMemory<byte> Signature { get; }

    public static TokenRefusal Parse(ReadOnlySpan<char> text, out JwsToken? token) => Parse(text, MaxLength, out token);

    /// <param name="text">The compact form.</param>
    /// <param name="maximum">Longer ones are refused unread.</param>
    /// <param name="token">Null when refused.</param>
    internal static TokenRefusal Parse(ReadOnlySpan<char> text, int maximum, out JwsToken? token)
    {
        token = null;
        if (text.IsEmpty || text.Length > maximum || text.Count('.') != 2)
        {
            return TokenRefusal.Malformed;
        }

        var headerEnd = text.IndexOf('.');
        var payloadEnd = text.LastIndexOf('.');
        if (headerEnd > MaxHeaderLength
            || Base64UrlText.Decode(text[..headerEnd]) is not { Length: > 0 } header
            || Base64UrlText.Decode(text[(headerEnd + 1)..payloadEnd]) is not { } payload
            || Base64UrlText.Decode(text[(payloadEnd + 1)..]) is not { } signature
            || StrictJson.ReadObject(header) is not { } json)
        {
            return TokenRefusal.Malformed;
        }

        var signingInput = Encoding.ASCII.GetBytes(text[..payloadEnd].ToArray());
        return ReadHeader(json, payload, signingInput, signature, out token);
    }

    private static TokenRefusal ReadHeader(JsonElement header, byte[] payload, byte[] signingInput, byte[] signature, out JwsToken? token)
    {
        token = null;

        // RFC 7515 §4.1.11: an extension marked critical that is not understood means refusal, and none is understood here.
        // RFC 7797 (b64) changes what is signed, so it is refused even where its sender forgot to mark it.
        if (header.TryGetProperty("crit", out _) || header.TryGetProperty("b64", out _))
        {
            return TokenRefusal.CriticalHeader;
        }

        if (!StrictJson.TryReadString(header, "alg", out var name)
            || !StrictJson.TryReadString(header, "kid", out var keyId)
            || !StrictJson.TryReadString(header, "typ", out var type)
            || !Array.TrueForAll(IgnoredTexts, member => StrictJson.TryReadString(header, member, out _)))
        {
            return TokenRefusal.Malformed;
        }

        if (!JwsAlgorithms.TryParse(name, out var algorithm))
        {
            return TokenRefusal.AlgorithmNotAllowed;
        }

        if (signature.Length == 0)
        {
            return TokenRefusal.BadSignature;
        }

        token = new(algorithm, keyId, type, payload, signingInput, signature);
        return TokenRefusal.None;
    }
}
