using System.Text.RegularExpressions;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Foundation;

namespace McpGateway.Core.Scanning.Static;

/// <summary>Rules over the characters of a text, whatever it says.</summary>
internal static partial class CharacterRules
{
    private const string Remedy = "Have the characters removed. A text that hides something is not to be trusted in the rest either.";

    /// <summary>Tags spell the flags of regions in emoji, with six characters; more than a few flags need is text.</summary>
    private const int MostFlagTags = 24;

    private const int MostRareSelectors = 3;
    private const int MixedWords = 3;

    public static IEnumerable<Finding> Judge(ScanText text)
    {
        if (Found(text, "direction-override", Severity.High, UnseenCharacters.IsDirection, 1,
            "The text has characters that change the order in which people see it.") is { } direction)
        {
            yield return direction;
        }

        if (Found(text, "tag-characters", Severity.Critical, UnseenCharacters.IsTag, LeastTags(text.Text),
            "The text has invisible tag characters, in which another text can be written.") is { } tags)
        {
            yield return tags;
        }

        if (Found(text, "variation-selectors", Severity.Critical, UnseenCharacters.IsRareSelector, MostRareSelectors + 1,
            "The text has a row of variation selectors, in which bytes can be hidden.") is { } selectors)
        {
            yield return selectors;
        }

        if (ZeroWidth(text) is { } zeroWidth)
        {
            yield return zeroWidth;
        }

        if (text.Text.IndexOf('\u001b', StringComparison.Ordinal) is var escape and >= 0)
        {
            yield return StaticFinding.At(text, "terminal-sequence", Severity.High, escape, 20,
                "The text has escape sequences of terminals, which hide or move what people see.", Remedy);
        }

        if (MixedScripts(text) is { } mixed)
        {
            yield return mixed;
        }
    }

    private static int LeastTags(string text) =>
        text.Contains("\U0001F3F4", StringComparison.Ordinal) ? MostFlagTags + 1 : 4;

    private static Finding? ZeroWidth(ScanText text)
    {
        if (ZeroWidthRun().Match(text.Text) is { Success: true } run && !HiddenCharacters.NeedsJoiners(text.Text))
        {
            return StaticFinding.At(text, "zero-width-run", Severity.Critical, run,
                "The text has a row of characters without width, in which bits can be hidden.", Remedy);
        }

        return Found(text, "zero-width", Severity.Medium,
            static rune => rune.Value is 0x200B or 0x2060 || UnseenCharacters.IsFiller(rune), 1,
            "The text has characters without width or ink: words can be parted by them, so that filters do not see them.");
    }

    private static Finding? MixedScripts(ScanText text)
    {
        var mixed = Word().Matches(text.Text)
            .Where(static word => word.Value.Any(char.IsAsciiLetter) && word.Value.Any(HiddenCharacters.IsCyrillicOrGreek))
            .ToArray();

        // One letter of another alphabet in a word is a unit or a formula; in a name it is a name that looks like another.
        return mixed.Length >= MixedWords || (mixed.Length > 0 && text.Kind is TextKind.Name or TextKind.Parameter)
            ? StaticFinding.At(text, "mixed-scripts", Severity.High, mixed[0],
                "Words mix letters of several alphabets that look alike.", Remedy)
            : null;
    }

    private static Finding? Found(
        ScanText text, string rule, Severity severity, Func<System.Text.Rune, bool> isOne, int least, string reason)
    {
        var (count, first, length) = HiddenCharacters.Count(text.Text, isOne);
        return count >= least ? StaticFinding.At(text, rule, severity, first, length, reason, Remedy) : null;
    }

    [GeneratedRegex("[\u200b\u200c\u200d\u2060\ufeff]{4,}", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex ZeroWidthRun();

    [GeneratedRegex(@"\w+", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Word();
}
