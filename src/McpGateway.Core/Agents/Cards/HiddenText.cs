using System.Globalization;
using System.Text;
using McpGateway.Foundation;

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

    /// <param name="field">Where it is; empty for the card's own members, whose names then hold it.</param>
    /// <param name="character">As it was found.</param>
    public static string Problem(string field, string character) =>
        $"{(field.Length == 0 ? "The names of members" : field)}: must not contain the hidden character {character}";

    private static bool IsHidden(Rune rune, bool allowsLines) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control => !(allowsLines && rune.Value is '\n' or '\r' or '\t'),
        UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => true,
        _ => rune.Value == 0xFFFD || (UnseenCharacters.IsUnseen(rune) && !UnseenCharacters.IsOfScripts(rune)),
    };
}
