using AgentSupport.Trips;

namespace FlightBooking;

/// <summary>What a task is about, as far as it is known: kept from one message to the next.</summary>
/// <param name="Skill">What is to be done.</param>
/// <param name="Trip">For which trip.</param>
internal sealed record FlightRequest(string Skill, Trip Trip)
{
    /// <summary>Reference of a hold or booking that the caller names.</summary>
    public string? Reference { get; init; }

    /// <summary>What was asked last.</summary>
    public TripFact Asked { get; init; }

    /// <summary>Seats that this task holds while it waits for names.</summary>
    public string? HeldHere { get; init; }
}
