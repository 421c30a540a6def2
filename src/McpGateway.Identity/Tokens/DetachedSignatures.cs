using System.Text;
using System.Text.Json;
using McpGateway.Foundation;

namespace McpGateway.Identity.Tokens;

/// <summary>
/// Verifies detached signatures as tokens are: the key decides the algorithm, and an extension marked critical is refused.
/// </summary>
internal sealed class DetachedSignatures : IDetachedSignatures
{
    private const int MaxKeys = 50;

    public DetachedVerdict Verify(string header, ReadOnlySpan<byte> payload, string signature, JsonElement keySet)
    {
        // Put together as a compact JWS, so that there is one reader of headers.
        var compact = new StringBuilder(header).Append('.').Append(Base64UrlText.Encode(payload)).Append('.').Append(signature).ToString();
        if (JwsToken.Parse(compact, JwsToken.MaxDetachedLength, out var token) != TokenRefusal.None)
        {
            return DetachedVerdict.Invalid;
        }

        var keys = KeysOf(keySet, token!);
        try
        {
            return keys.Count == 0 ? DetachedVerdict.KeyUnknown
                : keys.Exists(key => key.Verify(token!.Algorithm, token.SigningInput.Span, token.Signature.Span)) ? DetachedVerdict.Verified
                : DetachedVerdict.Invalid;
        }
        finally
        {
            keys.ForEach(static key => key.Dispose());
        }
    }

    /// <summary>The keys that the signature may have been made with: the one that it names, or those of its algorithm.</summary>
    private static List<VerificationKey> KeysOf(JsonElement keySet, JwsToken token)
    {
        var keys = new List<VerificationKey>();
        if (keySet.ValueKind != JsonValueKind.Object
            || !keySet.TryGetProperty("keys", out var list)
            || list.ValueKind != JsonValueKind.Array)
        {
            return keys;
        }

        foreach (var item in list.EnumerateArray().Take(MaxKeys))
        {
            if (JwkReader.Read(item) is not { IsSuccess: true, Value: var key })
            {
                continue;
            }

            if (key.Supports(token.Algorithm) && (token.KeyId is null || key.KeyId == token.KeyId))
            {
                keys.Add(key);
            }
            else
            {
                key.Dispose();
            }
        }

        return keys;
    }
}
