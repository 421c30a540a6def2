namespace McpGateway.Core.Registry.Servers;

/// <summary>Port of a feature that looks at what a new server offers before anybody is offered it.</summary>
public interface IOfferHold
{
    /// <summary>
    /// Whether new servers are held until it has looked (<see cref="ServerRecord.IsHeld"/>). Holds that were stored count for as long only.
    /// </summary>
    bool IsActive { get; }
}
