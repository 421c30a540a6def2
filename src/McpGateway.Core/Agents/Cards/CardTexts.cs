using System.Text.Json;

namespace McpGateway.Core.Agents.Cards;

/// <summary>
/// Looks for hidden characters wherever a card has text, also in members that the protocol does not know: a model that is given the card
/// reads all of it. Members with narrower rules have been judged by then.
/// </summary>
internal static class CardTexts
{
    /// <summary>Enough to see what kind of card it is.</summary>
    private const int MostProblems = 20;

    public static void Judge(JsonElement card, List<CardProblem> problems)
    {
        var found = new List<CardProblem>();
        foreach (var member in card.EnumerateObject().Where(static member => member.Name != "signatures"))
        {
            Member("", member, found);
        }

        problems.AddRange(found.Where(problem => !problems.Exists(known => known.Field == problem.Field)));
    }

    private static void Walk(string field, JsonElement value, List<CardProblem> found)
    {
        if (found.Count >= MostProblems)
        {
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                Text(field, value.GetString()!, allowsLines: true, found);
                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Member(field, member, found);
                }

                break;
            case JsonValueKind.Array:
                foreach (var (item, index) in value.EnumerateArray().Select(static (item, index) => (item, index)))
                {
                    Walk($"{field}[{index}]", item, found);
                }

                break;
            case JsonValueKind.Undefined or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null:
            default:
                break;
        }
    }

    private static void Member(string within, JsonProperty member, List<CardProblem> found)
    {
        // A name that hides something is not repeated: the field is where it stands.
        Text(within, member.Name, allowsLines: false, found);
        var shown = CardPart.Shown(member.Name);
        Walk(within.Length == 0 ? shown : $"{within}.{shown}", member.Value, found);
    }

    private static void Text(string field, string text, bool allowsLines, List<CardProblem> found)
    {
        if (HiddenText.FirstIn(text, allowsLines) is { } hidden)
        {
            found.Add(new(field, HiddenText.Problem(field, hidden)));
        }
    }
}
