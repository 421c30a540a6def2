using AgentSupport.Trips;
using Microsoft.Extensions.AI;

namespace TravelAssistant;

/// <summary>What the assistant remembers of one trip.</summary>
internal sealed class TripMemory
{
    public Trip Trip { get; set; } = new();

    /// <summary>What the traveller was asked last.</summary>
    public TripFact Asked { get; set; }

    /// <summary>The booking agent's task, while that agent waits for an answer or works.</summary>
    public OpenBooking? Booking { get; set; }

    /// <summary>The conversation with the model.</summary>
    public List<ChatMessage> Chat { get; } = [];
}

/// <summary>A task at another agent.</summary>
/// <param name="Path">The agent's path at the gateway.</param>
/// <param name="TaskId">The task, under the id that the gateway gives this assistant.</param>
/// <param name="Skill">The id of the skill that it was asked for.</param>
internal sealed record OpenBooking(string Path, string TaskId, string Skill);
