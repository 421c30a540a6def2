using System.Text.Json;
using AgentSupport.A2a;
using AgentSupport.Trips;

namespace TravelAssistant;

/// <summary>Plans without a model: reads the facts by rules, asks for one that is missing, and has the trip booked.</summary>
internal sealed class RulePlanner(BookingDesk desk) : IPlanner
{
    public async Task ActAsync(Turn turn, TripMemory memory, CancellationToken cancellationToken)
    {
        var said = turn.Data is { } data ? ReadData(data) : TripText.Read(turn.Text, memory.Asked);
        memory.Trip = memory.Trip.With(said);
        if (QuestionOf(memory.Trip) is { } question)
        {
            memory.Asked = question.Fact;
            turn.Ask(question.Text);
            return;
        }

        var answer = await desk.AskAsync(turn, memory, BookingDesk.BookSkill, turn.Text, memory.Trip, cancellationToken);
        switch (answer.Kind)
        {
            case DeskAnswerKind.Done:
                turn.Complete(answer.Text);
                break;
            case DeskAnswerKind.Question:
                // Names are the one thing that the booking agent asks for and the assistant does not.
                memory.Asked = TripFact.Names;
                turn.Ask(answer.Text);
                break;
            default:
                turn.Reject(answer.Text);
                break;
        }
    }

    private static Trip ReadData(JsonElement data)
    {
        try
        {
            return A2aJson.Read<Trip>(data);
        }
        catch (JsonException)
        {
            // Not in the shape of a trip: the questions will tell what is missing.
            return new();
        }
    }

    private static (TripFact Fact, string Text)? QuestionOf(Trip trip) => trip.Missing() switch
    {
        TripFact.From => (TripFact.From, "From which city do you travel?"),
        TripFact.To => (TripFact.To, "To which city do you want to travel?"),
        TripFact.Departure => (TripFact.Departure, "On which day do you leave? Please write it as 2027-03-04."),
        TripFact.Travellers => (TripFact.Travellers, "How many people travel?"),
        _ => null,
    };
}
