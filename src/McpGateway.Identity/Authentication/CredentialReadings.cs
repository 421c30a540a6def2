using System.Buffers;
using System.Text;
using McpGateway.Proxy.Access;

namespace McpGateway.Identity.Authentication;

/// <summary>
/// What a value may be taken for: itself; what percent-encoding, base64, base64url and hex in it say, and what those say in turn; and
/// itself without what stands beside the dots of a token. Only what may hold a credential is kept.
/// </summary>
internal sealed class CredentialReadings
{
    private const int MaxLevels = 2;
    private const int MaxTexts = 32;
    private const int ShortestHex = 2 * CredentialText.ShortestToken;
    private const int OnStack = 1024;

    /// <summary>As long as base64 of the shortest token, without padding.</summary>
    private const int ShortestBase64 = ((CredentialText.ShortestToken * 8) + 5) / 6;

    private static readonly SearchValues<char> Base64 =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/");

    /// <summary>Tokens have none of the octets that these digits need, so within base64 of one they only stand before it.</summary>
    private static readonly SearchValues<char> BesideTokens = SearchValues.Create("-_+/");

    private static readonly SearchValues<char> Base64Dotted =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/.");

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdefABCDEF");

    private readonly List<string> _texts = [];
    private readonly List<string> _basics = [];
    private readonly StatedSecrets _stated;

    public CredentialReadings(string value, StatedSecrets stated)
    {
        _stated = stated;
        _texts.Add(value);
        var next = 0;
        for (var level = 0; level < MaxLevels; level++)
        {
            for (var end = _texts.Count; next < end; next++)
            {
                Decode(_texts[next]);
            }
        }
    }

    public IReadOnlyList<string> Texts => _texts;

    /// <summary>Those of the texts that are credentials of the scheme <c>Basic</c>.</summary>
    public IReadOnlyList<string> Basics => _basics;

    /// <summary>Whether there are more than anybody means, so that not all were looked at.</summary>
    public bool AreTooMany { get; private set; }

    private void Decode(string text)
    {
        Keep(Uri.UnescapeDataString(text));
        Keep(Joined(text));
        DecodeBasic(text);
        for (var rest = text.AsSpan(); TryTake(ref rest, Hex, out var digits);)
        {
            if (digits.Length >= ShortestHex)
            {
                Keep(digits, DecodeHex);
            }
        }

        for (var rest = text.AsSpan(); TryTake(ref rest, Base64, out var word);)
        {
            DecodeBase64(word);
        }
    }

    /// <summary>A word, and its parts: it may follow a path or a prefix.</summary>
    private void DecodeBase64(ReadOnlySpan<char> word)
    {
        if (word.Length < ShortestBase64)
        {
            return;
        }

        Keep(word, DecodeBase64Digits);
        for (var start = word.IndexOfAny(BesideTokens) + 1; start > 0;)
        {
            word = word[start..];
            start = word.IndexOfAny(BesideTokens) + 1;
            var part = start > 0 ? word[..(start - 1)] : word;
            if (part.Length >= ShortestBase64)
            {
                Keep(part, DecodeBase64Digits);
            }
        }
    }

    /// <summary>However short: Git's and registries' clients send tokens as the password of Basic, or as its user name.</summary>
    private void DecodeBasic(string text)
    {
        for (var rest = text.AsSpan(); CredentialText.TryTakeBasic(ref rest, out var credentials);)
        {
            var octets = new byte[credentials.Length];
            if (Convert.TryFromBase64Chars(credentials, octets, out var written))
            {
                var pair = Encoding.UTF8.GetString(octets, 0, written);
                _basics.Add(pair);
                Add(pair);
            }
        }
    }

    private void Keep(ReadOnlySpan<char> digits, Decoder decode)
    {
        var rented = digits.Length > OnStack ? ArrayPool<char>.Shared.Rent(digits.Length) : null;
        var buffer = rented ?? stackalloc char[OnStack];
        var decoded = buffer[..decode(digits, buffer)];
        if (CredentialText.MayHoldOne(decoded) || _stated.AreIn(decoded))
        {
            Add(decoded.ToString());
        }

        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented, clearArray: true);
        }
    }

    private void Keep(string text)
    {
        if (CredentialText.MayHoldOne(text) || _stated.AreIn(text))
        {
            Add(text);
        }
    }

    private void Add(string text)
    {
        if (_texts.Contains(text))
        {
            return;
        }

        AreTooMany |= _texts.Count == MaxTexts;
        if (!AreTooMany)
        {
            _texts.Add(text);
        }
    }

    /// <summary>A token in the other alphabet of base64, and without padding, spaces or whatever else stands beside its dots.</summary>
    private static string Joined(string text)
    {
        if (!text.Contains('.', StringComparison.Ordinal))
        {
            return text;
        }

        var joined = new StringBuilder(text.Length);
        var isAfterDot = false;
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            var start = rest.IndexOfAny(Base64Dotted);
            var gap = start < 0 ? rest : rest[..start];
            rest = rest[gap.Length..];
            if (!isAfterDot && (rest.IsEmpty || rest[0] != '.'))
            {
                joined.Append(gap);
            }

            var end = rest.IndexOfAnyExcept(Base64Dotted);
            var part = end < 0 ? rest : rest[..end];
            rest = rest[part.Length..];
            joined.Append(part);
            isAfterDot = !part.IsEmpty && part[^1] == '.';
        }

        return joined.Replace('+', '-').Replace('/', '_').ToString();
    }

    private static bool TryTake(ref ReadOnlySpan<char> text, SearchValues<char> alphabet, out ReadOnlySpan<char> word)
    {
        var start = text.IndexOfAny(alphabet);
        if (start < 0)
        {
            word = default;
            return false;
        }

        text = text[start..];
        var end = text.IndexOfAnyExcept(alphabet);
        word = end < 0 ? text : text[..end];
        text = text[word.Length..];
        return true;
    }

    private static int DecodeHex(ReadOnlySpan<char> digits, Span<char> decoded)
    {
        const int DigitBits = 4;
        var count = digits.Length / 2;
        for (var index = 0; index < count; index++)
        {
            decoded[index] = (char)((Uri.FromHex(digits[2 * index]) << DigitBits) | Uri.FromHex(digits[(2 * index) + 1]));
        }

        return count;
    }

    /// <summary>As lenient readers do it: either alphabet, whatever the last bits are.</summary>
    private static int DecodeBase64Digits(ReadOnlySpan<char> digits, Span<char> decoded)
    {
        const int DigitBits = 6;
        const int OctetBits = 8;
        var (bits, held, count) = (0, 0, 0);
        foreach (var digit in digits)
        {
            bits = (bits << DigitBits) | ValueOf(digit);
            held += DigitBits;
            if (held >= OctetBits)
            {
                held -= OctetBits;
                decoded[count++] = (char)((bits >> held) & byte.MaxValue);
            }
        }

        return count;
    }

    private static int ValueOf(char digit) => digit switch
    {
        >= 'A' and <= 'Z' => digit - 'A',
        >= 'a' and <= 'z' => digit - 'a' + 26,
        >= '0' and <= '9' => digit - '0' + 52,
        '+' or '-' => 62,
        _ => 63,
    };

    private delegate int Decoder(ReadOnlySpan<char> digits, Span<char> decoded);
}
