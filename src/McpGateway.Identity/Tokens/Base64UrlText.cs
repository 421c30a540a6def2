using System.Buffers;
using System.Buffers.Text;

namespace McpGateway.Identity.Tokens;

/// <summary>
/// Base64url exactly as RFC 7515 §2 has it: no padding, no white space, and the unused bits of the last character zero.
/// A lenient decoder lets one signature be written in several ways, which defeats revocation by token and cache keys.
/// </summary>
public static class Base64UrlText
{
    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public static string Encode(ReadOnlySpan<byte> data) => Base64Url.EncodeToString(data);

    /// <returns>The bytes, or null when the text is not canonical base64url.</returns>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        if (text.ContainsAnyExcept(Alphabet))
        {
            return null;
        }

        // The decoder refuses what no encoder writes: a single character at the end, and unused bits that are not zero.
        var decoded = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return Base64Url.DecodeFromChars(text, decoded, out _, out var written) == OperationStatus.Done
            ? decoded.AsSpan(0, written).ToArray()
            : null;
    }
}
