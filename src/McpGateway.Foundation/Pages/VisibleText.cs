using System.Buffers;
using System.Globalization;
using System.Text;

namespace McpGateway.Foundation.Pages;

/// <summary>
/// Makes foreign text show what it holds. Encoding takes care of markup; what remains are characters that change how the text around them
/// reads: direction overrides, invisible ones, control codes. They are shown by their number.
/// </summary>
public static class VisibleText
{
    private static readonly SearchValues<char> PlainLineBreaks = SearchValues.Create("\n\r\t");

    /// <summary>The text with every deceptive character made visible.</summary>
    public static string Show(string? text) => Clean(text, keepsLines: false);

    /// <summary>As <see cref="Show"/>, with line breaks and tabs kept, for text that is shown in a block.</summary>
    public static string ShowLines(string? text) => Clean(text, keepsLines: true);

    /// <summary>As <see cref="Show"/>, of no more than <paramref name="length"/> characters of the text.</summary>
    public static string ShowStart(string? text, int length)
    {
        if (text is null || text.Length <= length)
        {
            return Show(text);
        }

        // Not between the halves of a character.
        return Show(text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)]) + "…";
    }

    private static string Clean(string? text, bool keepsLines)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var isClean = true;
        foreach (var rune in text.EnumerateRunes())
        {
            isClean &= !IsDeceptive(rune, keepsLines);
        }

        if (isClean)
        {
            return text;
        }

        var shown = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsDeceptive(rune, keepsLines))
            {
                shown.Append(rune.ToString());
            }
            else if (rune.Value is '\n' or '\r' or '\t')
            {
                shown.Append(' ');
            }
            else
            {
                shown.Append(CultureInfo.InvariantCulture, $"⟨U+{rune.Value:X4}⟩");
            }
        }

        return shown.ToString();
    }

    private static bool IsDeceptive(Rune rune, bool keepsLines) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control => !(keepsLines && rune.IsBmp && PlainLineBreaks.Contains((char)rune.Value)),
        UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => true,
        UnicodeCategory.SpaceSeparator => rune.Value != ' ' && rune.Value != 0xA0,

        // The selector that makes a sign an emoji is the one that pages may have.
        _ => rune.Value is 0xFFFD || (rune.Value != 0xFE0F && UnseenCharacters.IsUnseen(rune)),
    };
}
