using System.Text.RegularExpressions;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Foundation;

namespace McpGateway.Core.Scanning.Static;

/// <summary>Rules over the characters of a text, whatever it says.</summary>
internal static partial class CharacterRules
{
    /// <summary>Tags spell the flags of regions in emoji, with six characters; more than a few flags need is text.</summary>
    private const int MostFlagTags = 24;

    private const int MostRareSelectors = 3;
    private const int MixedWords = 3;

    public static IEnumerable<Finding> Judge(ScanText text)
    {
        if (Found(text, StaticRules.DirectionOverride, UnseenCharacters.IsDirection, 1) is { } direction)
        {
            yield return direction;
        }

        if (Found(text, StaticRules.TagCharacters, UnseenCharacters.IsTag, LeastTags(text.Text)) is { } tags)
        {
            yield return tags;
        }

        if (Found(text, StaticRules.VariationSelectors, UnseenCharacters.IsRareSelector, MostRareSelectors + 1) is { } selectors)
        {
            yield return selectors;
        }

        if (ZeroWidth(text) is { } zeroWidth)
        {
            yield return zeroWidth;
        }

        if (text.Text.IndexOf('\u001b', StringComparison.Ordinal) is var escape and >= 0)
        {
            yield return StaticFinding.At(text, StaticRules.TerminalSequence, escape, 20);
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
            return StaticFinding.At(text, StaticRules.ZeroWidthRun, run);
        }

        return Found(
            text, StaticRules.ZeroWidth, static rune => rune.Value is 0x200B or 0x2060 || UnseenCharacters.IsFiller(rune), 1);
    }

    private static Finding? MixedScripts(ScanText text)
    {
        var mixed = Word().Matches(text.Text)
            .Where(static word => word.Value.Any(char.IsAsciiLetter) && word.Value.Any(HiddenCharacters.IsCyrillicOrGreek))
            .ToArray();

        // One letter of another alphabet in a word is a unit or a formula; in a name it is a name that looks like another.
        return mixed.Length >= MixedWords || (mixed.Length > 0 && text.Kind is TextKind.Name or TextKind.Parameter)
            ? StaticFinding.At(text, StaticRules.MixedScripts, mixed[0])
            : null;
    }

    private static Finding? Found(ScanText text, ScanRule rule, Func<System.Text.Rune, bool> isOne, int least)
    {
        var (count, first, length) = HiddenCharacters.Count(text.Text, isOne);
        return count >= least ? StaticFinding.At(text, rule, first, length) : null;
    }

    [GeneratedRegex("[\u200b\u200c\u200d\u2060\ufeff]{4,}", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex ZeroWidthRun();

    [GeneratedRegex(@"\w+", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Word();
}
