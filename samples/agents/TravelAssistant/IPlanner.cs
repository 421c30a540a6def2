using AgentSupport.A2a;

namespace TravelAssistant;

/// <summary>Talks with the traveller, and decides when there is something to ask a booking agent for.</summary>
internal interface IPlanner
{
    Task ActAsync(Turn turn, TripMemory memory, CancellationToken cancellationToken);
}
