using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace McpGateway.Core.Scanning.Static;

/// <summary>Undoes encodings in which instructions are hidden.</summary>
internal static class PayloadDecoder
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns>The text; null when it is none.</returns>
    public static string? FromBase64(string encoded)
    {
        var standard = encoded.TrimEnd('=').Replace('-', '+').Replace('_', '/');
        var padded = standard.PadRight(standard.Length + ((4 - (standard.Length % 4)) % 4), '=');
        var bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, bytes, out var written) ? TextOf(bytes.AsSpan(0, written)) : null;
    }

    /// <returns>The text; null when it is none.</returns>
    public static string? FromHex(string encoded) => TextOf(Convert.FromHexString(encoded.AsSpan(0, encoded.Length & ~1)));

    public static string Rot13(string text) => string.Create(text.Length, text, static (target, source) =>
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = source[i] is >= 'a' and <= 'z' ? (char)('a' + ((source[i] - 'a' + 13) % 26)) : source[i];
        }
    });

    public static string Reverse(string text) => string.Create(text.Length, text, static (target, source) =>
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = source[^(i + 1)];
        }
    });

    public static string CodeUnit(Match match) =>
        ((char)int.Parse(
            match.Groups[1].Success ? match.Groups[1].ValueSpan : match.Groups[2].ValueSpan,
            NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString();

    /// <summary>Bytes that are text throughout: anything else is data, which encodings are for.</summary>
    private static string? TextOf(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var text = Strict.GetString(bytes);
            return text.All(static character => !char.IsControl(character) || character is '\n' or '\r' or '\t') ? text : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
