using System.Buffers;

namespace McpGateway.Proxy.Access;

/// <summary>
/// Tells values of headers that may hold a credential of the gateway from those that cannot, without allocating anything.
/// </summary>
public static class CredentialText
{
    /// <summary>256 bits in base64url: no token of the gateway is shorter.</summary>
    public const int ShortestToken = 43;

    private const int MaxPercentLevels = 2;
    private const int OnStack = 512;
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
        return MayHoldPlain(value) || (value.Length >= ShortestToken && value.Contains('%') && MayHoldEncoded(value));
    }

    private static bool MayHoldPlain(ReadOnlySpan<char> value)
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

        return false;
    }

    private static bool MayHoldEncoded(ReadOnlySpan<char> value)
    {
        var rented = value.Length > OnStack ? ArrayPool<char>.Shared.Rent(value.Length) : null;
        var buffer = rented ?? stackalloc char[OnStack];
        value.CopyTo(buffer);
        var text = buffer[..value.Length];
        var may = false;
        for (var level = 0; level < MaxPercentLevels && !may; level++)
        {
            text = text[..Unescape(text)];
            may = MayHoldPlain(text);
        }

        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented, clearArray: true);
        }

        return may;
    }

    /// <summary>In place.</summary>
    private static int Unescape(Span<char> text)
    {
        const int DigitBits = 4;
        const int EscapeLength = 3;
        var length = 0;
        for (var index = 0; index < text.Length; index++)
        {
            var read = text[index];
            if (read == '%' && index + EscapeLength <= text.Length
                && char.IsAsciiHexDigit(text[index + 1]) && char.IsAsciiHexDigit(text[index + 2]))
            {
                read = (char)((Uri.FromHex(text[index + 1]) << DigitBits) | Uri.FromHex(text[index + 2]));
                index += EscapeLength - 1;
            }

            text[length++] = read;
        }

        return length;
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
