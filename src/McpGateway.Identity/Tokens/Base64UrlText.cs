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
        if (text.Length % 4 == 1 || text.ContainsAnyExcept(Alphabet))
        {
            return null;
        }

        var decoded = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (Base64Url.DecodeFromChars(text, decoded, out _, out var written) != OperationStatus.Done)
        {
            return null;
        }

        return HasZeroTail(text, decoded, written) ? decoded.AsSpan(0, written).ToArray() : null;
    }

    private static bool HasZeroTail(ReadOnlySpan<char> text, byte[] decoded, int length)
    {
        var remainder = text.Length % 4;
        if (remainder == 0)
        {
            return true;
        }

        // Only the canonical spelling of the last one or two bytes encodes back to the same characters.
        Span<char> tail = stackalloc char[4];
        var bytes = remainder - 1;
        return Base64Url.TryEncodeToChars(decoded.AsSpan(length - bytes, bytes), tail, out var written)
            && text[^remainder..].SequenceEqual(tail[..written]);
    }
}
