using System.Globalization;
using System.Text;

namespace McpGateway.Foundation;

/// <summary>
/// The one list of characters that people do not see and programs read: in them a text can be hidden, or the order of the text around
/// them changed. What is made of it differs: cards with them are refused, the scanner looks for them, pages show their numbers.
/// </summary>
public static class UnseenCharacters
{
    /// <summary>
    /// Whether it leaves no ink: format characters (joiners, direction marks and controls, tags), selectors, fillers, and the separators
    /// of lines and paragraphs. Plain white space and control codes are not meant.
    /// </summary>
    public static bool IsUnseen(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || IsFiller(rune) || IsSelector(rune) || IsTag(rune);

    /// <summary>What emoji and the scripts of many languages are written with: joiners, direction marks and the common selectors.</summary>
    public static bool IsOfScripts(Rune rune) => rune.Value is (>= 0x200C and <= 0x200F) or (>= 0xFE00 and <= 0xFE0F)
        or (>= 0x180B and <= 0x180D) or 0x180F;

    /// <summary>Overrides, embeddings and isolates of direction: they change the order in which people see a text.</summary>
    public static bool IsDirection(Rune rune) => rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    /// <summary>Tags, a copy of ASCII without ink, in which a whole text can be written.</summary>
    public static bool IsTag(Rune rune) => rune.Value is >= 0xE0000 and <= 0xE007F;

    /// <summary>Letters and signs without ink, some without width: the grapheme joiner, vowels left out, the blank of Braille.</summary>
    public static bool IsFiller(Rune rune) =>
        rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0;

    /// <summary>Selectors of the supplement, which hardly any text has; the first sixteen are common beside emoji.</summary>
    public static bool IsRareSelector(Rune rune) => rune.Value is >= 0xE0100 and <= 0xE01EF;

    private static bool IsSelector(Rune rune) =>
        rune.Value is (>= 0xFE00 and <= 0xFE0F) or (>= 0x180B and <= 0x180F) || IsRareSelector(rune);
}
