namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// Port of a feature that looks at what a new server offers, and at what an agent's card says, before anybody is offered it. Holds that
/// were stored count for as long as it is active.
/// </summary>
public interface IOfferHold
{
    /// <summary>Whether new servers are held until it has looked (<see cref="ServerRecord.IsHeld"/>).</summary>
    bool HoldsServers { get; }

    /// <summary>Whether agents with a card that is new are.</summary>
    bool HoldsAgents { get; }
}
