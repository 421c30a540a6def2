using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace McpGateway.Core.Scanning.Static;

/// <summary>A text as a model may come to read it.</summary>
/// <param name="Disguise">How it was hidden; null for the text as it stands.</param>
/// <param name="Text">In lower case, white space joined, look-alike letters folded.</param>
internal sealed record TextVariant(string? Disguise, string Text)
{
    /// <summary>Whether it is a guess: such a variant counts only where a rule is sure by itself.</summary>
    public bool IsGuess { get; init; }
}

/// <summary>The readings of a text: as it stands, and what is hidden in it.</summary>
internal static partial class TextVariants
{
    private const int LeastHidden = 8;

    public static IEnumerable<TextVariant> Of(string text)
    {
        var plain = TextNormaliser.Normalise(text);
        yield return new(null, plain);
        if (HiddenCharacters.TagText(text) is { Length: > LeastHidden } tags)
        {
            yield return new("tag characters", TextNormaliser.Normalise(tags));
        }

        if (HiddenCharacters.SelectorText(text) is { Length: > LeastHidden } selectors)
        {
            yield return new("variation selectors", TextNormaliser.Normalise(selectors));
        }

        if (HiddenCharacters.ZeroWidthText(text) is { Length: > 2 } bits)
        {
            yield return new("zero-width characters", TextNormaliser.Normalise(bits));
        }

        foreach (var decoded in Decoded(text, plain))
        {
            yield return decoded;
        }
    }

    private static IEnumerable<TextVariant> Decoded(string text, string plain)
    {
        if (TextNormaliser.Normalise(Unescape(text)) is var unescaped && unescaped != plain)
        {
            yield return new("escapes", unescaped);
        }

        if (SpacedLetters().IsMatch(text) && TextNormaliser.Normalise(JoinLetters(text)) is var joined && joined != plain)
        {
            yield return new("spaced letters", joined);
        }

        if (DigitInWord().IsMatch(plain))
        {
            yield return new("digits for letters", TextNormaliser.WithoutDigits(plain)) { IsGuess = true };
        }

        foreach (Match match in Base64().Matches(text))
        {
            if (PayloadDecoder.FromBase64(match.Value) is { } payload)
            {
                yield return new("base64", TextNormaliser.Normalise(payload));
            }
        }

        foreach (Match match in Hex().Matches(text))
        {
            if (PayloadDecoder.FromHex(match.Value) is { } payload)
            {
                yield return new("hexadecimal", TextNormaliser.Normalise(payload));
            }
        }

        if (PayloadDecoder.Rot13(plain) is var turned && CommonWord().IsMatch(turned))
        {
            yield return new("rot13", turned) { IsGuess = true };
        }

        if (PayloadDecoder.Reverse(plain) is var reversed && CommonWord().IsMatch(reversed))
        {
            yield return new("reversal", reversed) { IsGuess = true };
        }
    }

    private static string Unescape(string text)
    {
        var entities = text.Contains('&', StringComparison.Ordinal) ? WebUtility.HtmlDecode(text) : text;
        var percent = entities.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(entities) : entities;
        return percent.Contains('\\', StringComparison.Ordinal)
            ? CodeEscape().Replace(percent, static match => PayloadDecoder.CodeUnit(match))
            : percent;
    }

    /// <summary>Letters that stand singly become words; wider gaps part the words.</summary>
    private static string JoinLetters(string text)
    {
        var wide = WideGap().Replace(text, "\u0001");
        return SpacedLetters().Replace(wide, static match => JoinRun(match.Value)).Replace('\u0001', ' ');
    }

    private static string JoinRun(string run)
    {
        // "d-o n-o-t": another separator between the words than within them.
        var within = run[1];
        var joined = new StringBuilder(run.Length);
        foreach (var character in run)
        {
            if (character != within)
            {
                joined.Append(char.IsLetterOrDigit(character) ? character : ' ');
            }
        }

        return joined.ToString();
    }

    [GeneratedRegex(@"\b\w(?:[ .\-_*]\w){3,}\b|\b\w(?:[.\-_*]\w)+(?: \w(?:[.\-_*]\w)*)+\b", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex SpacedLetters();

    [GeneratedRegex(@"\s{2,}", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex WideGap();

    [GeneratedRegex(@"[a-z][013457@$][a-z]|\b[013457][a-z]{2}|[a-z]{2}[0134578]", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex DigitInWord();

    [GeneratedRegex(@"[A-Za-z0-9+/_-]{24,}={0,2}", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Base64();

    /// <summary>What hardly a sentence does without, and what other sentences hardly turn into: other readings are not judged.</summary>
    [GeneratedRegex(
        @"\b(?:the|and|all|your?|users?|this|with|previous|instructions?|prompts?|keys?|files?|send|read|ignore|rules)\b",
        RegexOptions.CultureInvariant, 5000)]
    private static partial Regex CommonWord();

    [GeneratedRegex("(?:[0-9a-fA-F]{2}){12,}", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Hex();

    [GeneratedRegex(@"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex CodeEscape();
}
