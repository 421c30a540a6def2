using System.IO.Compression;
using System.Text;

namespace McpGateway.Identity.Tokens;

/// <summary>
/// Many names in few characters: a user in 500 groups has a token that fits into a header. Deflate (RFC 1951) over the names, one a line,
/// in base64url; names of groups are much alike.
/// </summary>
internal static class PackedNames
{
    /// <summary>Names longer than this altogether are packed; shorter lists stay readable.</summary>
    public const int Worthwhile = 2048;

    /// <summary>What a token that fits into a header may unfold to.</summary>
    private const int MaxBytes = 256 * 1024;

    public static string Pack(IEnumerable<string> names)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            deflate.Write(Encoding.UTF8.GetBytes(string.Join('\n', names)));
        }

        return Base64UrlText.Encode(packed.GetBuffer().AsSpan(0, (int)packed.Length));
    }

    /// <returns>Null when it was not packed here.</returns>
    public static IReadOnlyList<string>? Unpack(string text)
    {
        if (Base64UrlText.Decode(text) is not { } packed)
        {
            return null;
        }

        try
        {
            using var deflate = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
            var names = new byte[MaxBytes + 1];
            var length = deflate.ReadAtLeast(names, names.Length, throwOnEndOfStream: false);
            return length > MaxBytes ? null : Encoding.UTF8.GetString(names, 0, length).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
