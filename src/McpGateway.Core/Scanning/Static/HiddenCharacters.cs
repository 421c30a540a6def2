using System.Globalization;
using System.Text;
using McpGateway.Foundation;

namespace McpGateway.Core.Scanning.Static;

/// <summary>The texts that are written in characters which people do not see (<see cref="UnseenCharacters"/>).</summary>
internal static class HiddenCharacters
{
    /// <summary>What has no part in a text as it is read: all that is unseen but the ends of lines, which part words.</summary>
    public static bool IsHidden(Rune rune) => rune.Value is not (0x2028 or 0x2029) && UnseenCharacters.IsUnseen(rune);

    /// <summary>What is written in tag characters.</summary>
    public static string TagText(string text)
    {
        var hidden = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is >= 0xE0020 and <= 0xE007E)
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
            else if (UnseenCharacters.IsRareSelector(rune))
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
