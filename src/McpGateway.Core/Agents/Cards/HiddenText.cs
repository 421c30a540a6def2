using System.Globalization;
using System.Text;

namespace McpGateway.Core.Agents.Cards;

/// <summary>
/// Finds characters that a person does not see and a model reads: a card's texts end up in prompts. Joiners and variation selectors that
/// emoji and scripts need, and the plain direction marks, are left alone.
/// </summary>
internal static class HiddenText
{
    /// <returns>The first such character as <c>U+200B</c>; null when there is none.</returns>
    public static string? FirstIn(string text, bool allowsLines)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsHidden(rune, allowsLines))
            {
                return string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}");
            }
        }

        return null;
    }

    private static bool IsHidden(Rune rune, bool allowsLines) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control => !(allowsLines && rune.Value is '\n' or '\r' or '\t'),

        // Zero-width joiner and non-joiner, left-to-right and right-to-left mark.
        UnicodeCategory.Format => rune.Value is not (0x200C or 0x200D or 0x200E or 0x200F),
        UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => !allowsLines,
        UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => true,

        // Fillers without width or ink, and variation selectors that carry data.
        _ => rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0xFFFD or (>= 0xE0100 and <= 0xE01EF),
    };
}
