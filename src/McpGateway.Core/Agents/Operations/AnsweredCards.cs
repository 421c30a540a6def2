using McpGateway.Core.Agents.Cards;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Proxy.A2a;

namespace McpGateway.Core.Agents.Operations;

/// <summary>Judges cards that agents answer with as those that are registered.</summary>
internal sealed class AnsweredCards(CardIntake intake) : ICardRules
{
    public CardFault? FaultOf(ReadOnlyMemory<byte> card)
    {
        if (StrictJson.ReadObject(card) is not { } json)
        {
            return new("card", "it is no JSON object without duplicate keys");
        }

        // The agent chose names that may be part of these.
        return intake.FirstProblem(json) is { } problem ? new(LogText.Clean(FieldOf(problem)), LogText.Clean(problem.Message)) : null;
    }

    private static string FieldOf(CardProblem problem) => problem.Field.Length == 0 ? "card" : problem.Field;
}
