using System.Buffers;

namespace McpGateway.Proxy.Access;

/// <summary>
/// Tells values of headers that may hold a credential of the gateway from those that cannot, without allocating anything.
/// </summary>
public static class CredentialText
{
    /// <summary>256 bits in base64url: no token of the gateway is shorter.</summary>
    public const int ShortestToken = 43;

    private const string Basic = "Basic";

    private static readonly SearchValues<char> InTokens =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>
    /// Whether the value has a part that is long enough for a token, also when some of it is percent-encoded, or one of the scheme
    /// <c>Basic</c>.
    /// </summary>
    public static bool MayHoldOne(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return MayHoldOne(value.AsSpan());
    }

    /// <inheritdoc cref="MayHoldOne(string)"/>
    public static bool MayHoldOne(ReadOnlySpan<char> value)
    {
        if (value.Contains(Basic, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var rest = value.Length < ShortestToken ? default : value;
        while (TryTakeToken(ref rest, out var token))
        {
            if (token.Length >= ShortestToken)
            {
                return true;
            }
        }

        return value.Length >= ShortestToken && value.Contains('%') && MayHoldEncoded(value);
    }

    private static bool MayHoldEncoded(ReadOnlySpan<char> value)
    {
        var length = 0;
        Span<char> basic = stackalloc char[Basic.Length];
        for (var index = 0; index < value.Length; index++)
        {
            var read = ReadAt(value, ref index);
            length = InTokens.Contains(read) ? length + 1 : 0;
            basic[1..].CopyTo(basic);
            basic[^1] = read;
            if (length >= ShortestToken || basic.Equals(Basic, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The character that an escape stands for, also when its percent sign is escaped itself.</summary>
    private static char ReadAt(ReadOnlySpan<char> value, ref int index)
    {
        const string Percent = "25";
        const int DigitBits = 4;
        var read = value[index];
        if (read != '%')
        {
            return read;
        }

        while (value[(index + 1)..].StartsWith(Percent, StringComparison.Ordinal))
        {
            index += Percent.Length;
        }

        var rest = value[(index + 1)..];
        if (rest.Length < 2 || !char.IsAsciiHexDigit(rest[0]) || !char.IsAsciiHexDigit(rest[1]))
        {
            return read;
        }

        index += 2;
        return (char)((Uri.FromHex(rest[0]) << DigitBits) | Uri.FromHex(rest[1]));
    }

    /// <summary>Takes the next part that consists of the characters of tokens, however long it is, whatever stands around it.</summary>
    public static bool TryTakeToken(ref ReadOnlySpan<char> text, out ReadOnlySpan<char> token)
    {
        var start = text.IndexOfAny(InTokens);
        if (start < 0)
        {
            text = default;
            token = default;
            return false;
        }

        text = text[start..];
        var end = text.IndexOfAnyExcept(InTokens);
        token = end < 0 ? text : text[..end];
        text = text[token.Length..];
        return true;
    }

    /// <summary>Takes what follows the next mention of <c>Basic</c>: credentials of that scheme, if it is the name of a scheme.</summary>
    public static bool TryTakeBasic(ref ReadOnlySpan<char> text, out ReadOnlySpan<char> credentials)
    {
        credentials = default;
        var start = text.IndexOf(Basic, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            return false;
        }

        text = text[(start + Basic.Length)..];
        var rest = text.TrimStart(" \t:");
        var end = rest.IndexOfAny(" \t,;\"");
        credentials = end < 0 ? rest : rest[..end];
        return true;
    }
}
