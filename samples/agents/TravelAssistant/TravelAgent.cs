using AgentSupport.A2a;

namespace TravelAssistant;

/// <summary>The assistant's card, and the way from a message to its planner.</summary>
internal sealed class TravelAgent(BookingDesk desk, IPlanner planner) : Agent
{
    public override string Name => "Travel Assistant";

    public override string Description => "Plans trips by air and has them booked by an agent that books flights.";

    public override IReadOnlyList<AgentSkill> Skills { get; } =
    [
        new("plan-trip", "Plan a trip", "Asks for what is missing and has the flights of a trip booked.", ["travel", "planning"],
            ["two people from Berlin to Tokyo on 2027-03-04, return 2027-03-12"]),
    ];

    public override Task ActAsync(Turn turn, CancellationToken cancellationToken)
    {
        var memory = turn.Memory as TripMemory ?? new();
        turn.Memory = memory;
        return planner.ActAsync(turn, memory, cancellationToken);
    }

    public override Task CancelAsync(object? memory, CancellationToken cancellationToken) =>
        memory is TripMemory { Booking: { } booking } ? desk.CancelAsync(booking, cancellationToken) : Task.CompletedTask;
}
