using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace McpGateway.Core.Scanning.Static;

/// <summary>
/// Brings a text into the one form in which rules read it: no invisible characters, no escape sequences of terminals, letters that look
/// alike as the same letter, lower case, single spaces.
/// </summary>
internal static partial class TextNormaliser
{
    private const string LookAlikes =
        "аaеeоoрpсcхxуyіiѕsјjԁdһhӏlтtнhвbмmкkαaοoρpνvτtιiεeκkχxꓲiɑaɡgıiℓlⅼlⅰiⅽcⅾdⅿm";

    private static readonly Dictionary<char, char> Folded = Enumerable.Range(0, LookAlikes.Length / 2)
        .ToDictionary(index => LookAlikes[2 * index], index => LookAlikes[(2 * index) + 1]);

    public static string Normalise(string text)
    {
        var visible = TerminalSequence().Replace(text, "");
        var isForeign = visible.Any(static letter =>
            HiddenCharacters.IsCyrillicOrGreek(letter) && !Folded.ContainsKey(char.ToLowerInvariant(letter)));
        var result = new StringBuilder(visible.Length);
        var word = new StringBuilder();
        foreach (var rune in visible.EnumerateRunes())
        {
            if (HiddenCharacters.IsHidden(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark)
            {
                continue;
            }

            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                EndWord(word, result, isForeign);
                if (result.Length > 0 && result[^1] != ' ')
                {
                    result.Append(' ');
                }
            }
            else
            {
                word.Append(Plain(rune));
            }
        }

        EndWord(word, result, isForeign);
        return result.ToString();
    }

    /// <summary>The letter that a letter of another script looks like; the same one when it looks like none.</summary>
    public static char Fold(char letter) => Folded.GetValueOrDefault(letter, letter);

    /// <summary>What a name looks like: letters and digits, look-alikes folded.</summary>
    public static string Skeleton(string name) => new([.. Normalise(name).Where(char.IsLetterOrDigit).Select(Fold)]);

    /// <summary>Digits and signs that stand for letters, replaced.</summary>
    public static string WithoutDigits(string text) => string.Create(text.Length, text, static (target, source) =>
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = source[i] switch
            {
                '0' => 'o',
                '1' or '!' => 'i',
                '3' => 'e',
                '4' or '@' => 'a',
                '5' or '$' => 's',
                '7' => 't',
                var other => other,
            };
        }
    });

    /// <summary>
    /// A word that is written in Latin letters and look-alikes alone is a Latin word in disguise; one with other letters is a word of its
    /// own script, and in a text of such words so is one of look-alikes alone.
    /// </summary>
    private static void EndWord(StringBuilder word, StringBuilder result, bool isForeign)
    {
        if (word.Length == 0)
        {
            return;
        }

        var isDisguised = true;
        var hasLookAlike = false;
        var hasLatin = false;
        for (var i = 0; i < word.Length; i++)
        {
            var isLookAlike = Folded.ContainsKey(word[i]);
            hasLookAlike |= isLookAlike;
            hasLatin |= char.IsAsciiLetter(word[i]);
            isDisguised &= isLookAlike || char.IsAscii(word[i]) || !char.IsLetter(word[i]);
        }

        for (var i = 0; i < word.Length; i++)
        {
            result.Append(hasLookAlike && isDisguised && (hasLatin || !isForeign) ? Fold(word[i]) : word[i]);
        }

        word.Clear();
    }

    private static string Plain(Rune rune) => rune.Value switch
    {
        0x2018 or 0x2019 or 0x02BC => "'",
        0x201C or 0x201D => "\"",
        >= 0x2010 and <= 0x2015 => "-",

        // Full-width forms, circled letters and the mathematical alphabets: 26 capitals and 26 small letters each.
        >= 0xFF01 and <= 0xFF5E => char.ToLowerInvariant((char)(rune.Value - 0xFEE0)).ToString(),
        >= 0x24B6 and <= 0x24CF => ((char)('a' + rune.Value - 0x24B6)).ToString(),
        >= 0x24D0 and <= 0x24E9 => ((char)('a' + rune.Value - 0x24D0)).ToString(),
        >= 0x1D400 and <= 0x1D6A3 => ((char)('a' + ((rune.Value - 0x1D400) % 26))).ToString(),
        >= 0x1F130 and <= 0x1F149 => ((char)('a' + rune.Value - 0x1F130)).ToString(),
        _ => Rune.ToLowerInvariant(rune).ToString(),
    };

    [GeneratedRegex("\u001b(?:\\[[0-9;?]*[a-zA-Z]|\\][^\u0007\u001b]{0,200}(?:\u0007|\u001b\\\\)|[@-Z\\\\-_])",
        RegexOptions.CultureInvariant, 5000)]
    private static partial Regex TerminalSequence();
}
