using System.Globalization;
using System.Text;

namespace McpGateway.Core.Scanning.Static;

/// <summary>Characters that people do not see and models read, and the texts that are written in them.</summary>
internal static class HiddenCharacters
{
    public static bool IsHidden(Rune rune) => rune.Value is 0x00AD or 0x034F or 0x115F or 0x1160 or 0x180E or 0x3164 or 0xFFA0 or 0xFEFF
        or (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x206F)
        or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0000 and <= 0xE0FFF);

    /// <summary>Overrides, embeddings and isolates of direction: they change the order in which people see a text.</summary>
    public static bool IsDirection(Rune rune) => rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    public static bool IsTag(Rune rune) => rune.Value is >= 0xE0020 and <= 0xE007E;

    /// <summary>Selectors of the supplement, which hardly any text has; the first sixteen are common beside emoji.</summary>
    public static bool IsRareSelector(Rune rune) => rune.Value is >= 0xE0100 and <= 0xE01EF;

    /// <summary>What is written in tag characters.</summary>
    public static string TagText(string text)
    {
        var hidden = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsTag(rune))
            {
                hidden.Append((char)(rune.Value - 0xE0000));
            }
        }

        return hidden.ToString();
    }

    /// <summary>What is written in variation selectors, a byte in each.</summary>
    public static string SelectorText(string text)
    {
        var hidden = new List<byte>();
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is >= 0xFE00 and <= 0xFE0F)
            {
                hidden.Add((byte)(rune.Value - 0xFE00));
            }
            else if (IsRareSelector(rune))
            {
                hidden.Add((byte)(rune.Value - 0xE0100 + 16));
            }
        }

        return Encoding.UTF8.GetString([.. hidden]);
    }

    /// <summary>What is written in two zero-width characters as bits.</summary>
    public static string ZeroWidthText(string text)
    {
        var bits = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            bits.Append(rune.Value switch
            {
                0x200B => "0",
                0x200C or 0x200D => "1",
                _ => "",
            });
        }

        var hidden = new StringBuilder();
        for (var at = 0; at + 8 <= bits.Length; at += 8)
        {
            hidden.Append((char)Convert.ToByte(bits.ToString(at, 8), 2));
        }

        return hidden.ToString();
    }

    /// <summary>How many characters there are of a kind, and where the first is.</summary>
    public static (int Count, int First, int Length) Count(string text, Func<Rune, bool> isOne)
    {
        var (count, first, end, at) = (0, -1, 0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if (isOne(rune))
            {
                count++;
                first = first < 0 ? at : first;
                end = at + rune.Utf16SequenceLength;
            }

            at += rune.Utf16SequenceLength;
        }

        return (count, first, end - first);
    }

    /// <summary>Whether a letter is of the scripts whose letters look like Latin ones.</summary>
    public static bool IsCyrillicOrGreek(char letter) => letter is >= '\u0370' and <= '\u052f' && char.IsLetter(letter);

    /// <summary>Whether the text has letters that need joiners: Arabic and the scripts of India.</summary>
    public static bool NeedsJoiners(string text) => text.Any(
        static letter => letter is (>= '\u0590' and <= '\u08ff') or (>= '\u0900' and <= '\u0dff') or (>= '\u1000' and <= '\u109f')
            && char.GetUnicodeCategory(letter) == UnicodeCategory.OtherLetter);
}
