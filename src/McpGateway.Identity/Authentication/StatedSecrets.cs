using System.Buffers;
using System.Text;

namespace McpGateway.Identity.Authentication;

/// <summary>
/// Finds configured secrets, which may be short and of any form, in a text: plain, form-encoded, and as a part of base64, base64url or
/// hex, without decoding anything.
/// </summary>
internal sealed class StatedSecrets
{
    /// <summary>Shorter pieces of base64 occur in texts that have nothing to do with the secret.</summary>
    private const int ShortestPiece = 12;

    private const int Alignments = 3;

    private readonly SearchValues<string> _spellings;
    private readonly bool _isEmpty;

    public StatedSecrets(IEnumerable<string> secrets)
    {
        string[] spellings = [.. secrets.Where(static secret => secret.Length > 0).SelectMany(SpellingsOf).Distinct()];
        _spellings = SearchValues.Create(spellings, StringComparison.Ordinal);
        _isEmpty = spellings.Length == 0;
    }

    /// <summary>
    /// Whether one of them is in the value. Within Basic it may be form-encoded (RFC 6749 §2.3.1).
    /// </summary>
    public bool AreIn(string value)
    {
        if (_isEmpty || AreIn(value.AsSpan()))
        {
            return !_isEmpty;
        }

        var once = Uri.UnescapeDataString(value.Replace('+', ' '));
        return AreIn(once.AsSpan()) || AreIn(Uri.UnescapeDataString(once).AsSpan());
    }

    public bool AreIn(ReadOnlySpan<char> value) => !_isEmpty && value.ContainsAny(_spellings);

    private static IEnumerable<string> SpellingsOf(string secret)
    {
        var octets = Encoding.UTF8.GetBytes(secret);
        string[] encoded =
        [
            .. Enumerable.Range(0, Alignments).Select(before => PieceOf(octets, before)),
            Convert.ToHexString(octets), Convert.ToHexStringLower(octets),
        ];
        return encoded.Where(static text => text.Length >= ShortestPiece)
            .SelectMany(static text => (string[])[text, text.Replace('+', '-').Replace('/', '_')])
            .Prepend(secret);
    }

    /// <summary>The characters of base64 that depend on the octets alone when so many others come before them.</summary>
    private static string PieceOf(byte[] octets, int before)
    {
        const int OctetBits = 8;
        const int DigitBits = 6;
        var text = Convert.ToBase64String([.. new byte[before], .. octets]);
        var start = ((before * OctetBits) + DigitBits - 1) / DigitBits;
        return text[start..((before + octets.Length) * OctetBits / DigitBits)];
    }
}
