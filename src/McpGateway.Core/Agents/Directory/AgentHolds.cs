using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Agents.Directory;

/// <summary>Which agents are not offered yet, because nobody has looked at the card in force.</summary>
public sealed class AgentHolds(IEnumerable<IOfferHold> holds)
{
    private bool IsActive => holds.Any(static hold => hold.HoldsAgents);

    public bool IsHeld(AgentDocument agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return agent.IsHeld && IsActive;
    }

    /// <summary>An agent as it is to be stored: held when its card is another than before.</summary>
    /// <param name="next">The agent with the card that is to be in force.</param>
    /// <param name="before">As stored; null for a new one.</param>
    public AgentDocument Hold(AgentDocument next, AgentDocument? before)
    {
        ArgumentNullException.ThrowIfNull(next);
        return next with { IsHeld = before?.IsHeld == true || (before?.CardHash != next.CardHash && IsActive) };
    }
}
