namespace McpGateway.Proxy.A2a;

/// <summary>
/// Port: the rules that cards are registered by, for one that an agent answers a caller with (<c>GetExtendedAgentCard</c>): nobody has
/// looked at it before.
/// </summary>
public interface ICardRules
{
    /// <param name="card">As the agent sent it.</param>
    /// <returns>Why nobody gets the card; null when it can be shown.</returns>
    CardFault? FaultOf(ReadOnlyMemory<byte> card);
}

/// <summary>What is wrong with a card.</summary>
/// <param name="Field">Where, in the card's own names and fit for a log line: <c>skills[2].id</c>.</param>
/// <param name="Message">A sentence for the log.</param>
public sealed record CardFault(string Field, string Message);

internal sealed class NoCardRules : ICardRules
{
    public CardFault? FaultOf(ReadOnlyMemory<byte> card) => null;
}
