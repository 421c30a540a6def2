using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace McpGateway.Proxy.Routing;

/// <summary>
/// The one canonical path of a request, made once from the raw request target and used for routing and for access alike. Whatever could be
/// read in two ways is refused, not repaired.
/// </summary>
internal readonly record struct RequestPath
{
    /// <summary>RFC 3986 pchar and <c>/</c>, without <c>;</c> (path parameters: some upstreams cut there) and <c>%</c>.</summary>
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,=:@");

    /// <summary>Characters that some software folds to <c>/ \ . ; %</c>.</summary>
    private static readonly SearchValues<char> LookAlikes = SearchValues.Create(
        "\u2024\u2025\u2026\u2044\u2215\u2216\u29F5\u29F8\uFE52\uFE68\uFE6A\uFF05\uFF0E\uFF0F\uFF1B\uFF3C");

    private RequestPath(string path, string query)
    {
        Path = path;
        Query = query;
    }

    /// <summary>Decoded, with its leading slash; case-sensitive. A trailing slash is kept.</summary>
    public string Path { get; }

    /// <summary>The query as it was sent, with its <c>?</c>; empty when there is none.</summary>
    public string Query { get; }

    /// <summary>Reads origin form (<c>/path?query</c>) or absolute form (<c>http://host/path?query</c>).</summary>
    /// <param name="target">The request target exactly as it came, before any decoding.</param>
    /// <param name="path">The result.</param>
    /// <param name="fault">What to change; null on success.</param>
    public static bool TryParse(string target, out RequestPath path, [NotNullWhen(false)] out string? fault)
    {
        path = default;
        var start = PathStart(target);
        var queryStart = target.IndexOf('?', StringComparison.Ordinal);
        var raw = start < 0 ? default : target.AsSpan(start, (queryStart < 0 ? target.Length : Math.Max(queryStart, start)) - start);
        if (raw.IsEmpty || raw[0] != '/')
        {
            fault = "The request target must be a path that starts with '/'.";
            return false;
        }

        var query = queryStart < 0 ? "" : target[queryStart..];
        if (query.Contains('#', StringComparison.Ordinal))
        {
            // RFC 9112 §3.2 knows no fragment here. Whoever makes a URL of it again cuts the query there; others do not.
            fault = "The request target must not have a fragment ('#').";
            return false;
        }

        if (!raw.ContainsAnyExcept(Plain))
        {
            fault = SegmentProblem(raw);
            path = fault is null ? new RequestPath(raw.Length == target.Length ? target : raw.ToString(), query) : default;
            return fault is null;
        }

        if (!TryDecode(raw, out var decoded, out fault))
        {
            return false;
        }

        fault = SegmentProblem(decoded);
        path = fault is null ? new RequestPath(decoded, query) : default;
        return fault is null;
    }

    /// <summary>Absolute form (RFC 9112 §3.2.2) names an authority first; routing is by path alone.</summary>
    private static int PathStart(string target)
    {
        if (target.StartsWith('/'))
        {
            return 0;
        }

        var scheme = target.IndexOf("://", StringComparison.Ordinal);
        return scheme is 4 or 5
            && (target.StartsWith(
                "http://", StringComparison.OrdinalIgnoreCase) || target.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            ? target.IndexOf('/', scheme + 3)
            : -1;
    }

    private static bool TryDecode(ReadOnlySpan<char> raw, [NotNullWhen(true)] out string? decoded, [NotNullWhen(false)] out string? fault)
    {
        decoded = null;
        var bytes = new byte[raw.Length];
        var length = 0;
        for (var index = 0; index < raw.Length; index++)
        {
            var current = raw[index];
            if (current != '%')
            {
                if (!Plain.Contains(current))
                {
                    fault = "The path has a character that is not allowed there (such as ';', '\\', '#', a space, "
                        + "a control or a non-ASCII character).";
                    return false;
                }

                bytes[length++] = (byte)current;
                continue;
            }

            if (index + 2 >= raw.Length || !char.IsAsciiHexDigit(raw[index + 1]) || !char.IsAsciiHexDigit(raw[index + 2]))
            {
                fault = "The path has an invalid percent-encoding: '%' must be followed by two hexadecimal digits.";
                return false;
            }

            var value = (byte)((Hex(raw[index + 1]) << 4) | Hex(raw[index + 2]));
            if (value is (byte)'/' or (byte)'\\' or (byte)';' or < 0x20 or 0x7F)
            {
                fault = "The path must not contain an encoded '/', '\\', ';' or control character.";
                return false;
            }

            bytes[length++] = value;
            index += 2;
        }

        return TryText(bytes.AsSpan(0, length), out decoded, out fault);
    }

    private static bool TryText(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out string? decoded, [NotNullWhen(false)] out string? fault)
    {
        decoded = null;
        if (!Utf8.IsValid(bytes))
        {
            fault = "The path is not valid UTF-8 when decoded.";
            return false;
        }

        var text = Encoding.UTF8.GetString(bytes);
        fault = HasEncodingLeft(text) ? "The path is percent-encoded twice: encode it once."
            : HasDoubtfulCharacter(text) ? "The path has an invisible character or one that can be taken for '/', '\\', '.', ';' or '%'."
            : null;
        decoded = fault is null ? text : null;
        return fault is null;
    }

    private static string? SegmentProblem(ReadOnlySpan<char> path)
    {
        foreach (var range in path[1..].Split('/'))
        {
            var segment = path[1..][range];
            if (segment is "." or "..")
            {
                return "The path must not contain '.' or '..' segments.";
            }

            if (segment.IsEmpty && range.End.Value != path.Length - 1)
            {
                return "The path must not contain '//'.";
            }
        }

        return null;
    }

    private static bool HasEncodingLeft(string text)
    {
        for (var at = text.IndexOf('%', StringComparison.Ordinal); at >= 0 && at + 2 < text.Length; at = text.IndexOf('%', at + 1))
        {
            if ((char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2])) || text[at + 1] is 'u' or 'U')
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasDoubtfulCharacter(string text)
    {
        if (text.AsSpan().ContainsAny(LookAlikes))
        {
            return true;
        }

        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Control
                or System.Globalization.UnicodeCategory.Format)
            {
                return true;
            }
        }

        return false;
    }

    private static int Hex(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
