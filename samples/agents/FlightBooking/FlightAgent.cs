using System.Globalization;
using System.Text.Json;
using AgentSupport.A2a;
using AgentSupport.Trips;

namespace FlightBooking;

/// <summary>Searches, holds, books and cancels; asks for what is missing, one thing at a time.</summary>
internal sealed class FlightAgent(SeatLedger seats, RequestReader reader, TimeProvider time) : Agent
{
    public override string Name => "Flight Booking";

    public override string Description => "Searches, holds, books and cancels flights between nine cities.";

    public override IReadOnlyList<AgentSkill> Skills => FlightSkills.All;

    public override async Task ActAsync(Turn turn, CancellationToken cancellationToken)
    {
        FlightRequest request;
        try
        {
            request = await reader.ReadAsync(turn, cancellationToken);
        }
        catch (JsonException fault)
        {
            turn.Reject($"The data part cannot be read: {fault.Message}");
            return;
        }

        turn.Memory = request;
        if (request.Skill == FlightSkills.Cancel)
        {
            Cancel(turn, request);
        }
        else if (request is { Skill: FlightSkills.Book, Reference: { } reference })
        {
            if (seats.Find(reference) is { Until: not null } hold)
            {
                Book(turn, request, hold);
            }
            else
            {
                turn.Reject($"There is no hold {reference}, or it has ended.");
            }
        }
        else if (QuestionOf(request) is { } question)
        {
            Ask(turn, request, question.Fact, question.Text);
        }
        else if (FaultOf(request.Trip) is { } fault)
        {
            turn.Reject(fault);
        }
        else
        {
            Serve(turn, request);
        }
    }

    public override Task CancelAsync(object? memory, CancellationToken cancellationToken)
    {
        if (memory is FlightRequest { HeldHere: { } held } && seats.Find(held) is { Until: not null })
        {
            seats.TryRelease(held);
        }

        return Task.CompletedTask;
    }

    private static (TripFact Fact, string Text)? QuestionOf(FlightRequest request) =>
        request.Trip.Missing(needsTravellers: request.Skill != FlightSkills.Search) switch
        {
            TripFact.From => (TripFact.From, "From which city?"),
            TripFact.To => (TripFact.To, "To which city?"),
            TripFact.Departure => (TripFact.Departure, "On which day? Please write it as 2027-03-04."),
            TripFact.Travellers => (TripFact.Travellers, "How many people travel?"),
            _ => null,
        };

    private static int SeatsOf(Trip trip) => trip.Travellers ?? trip.Names?.Count ?? 1;

    private string? FaultOf(Trip trip)
    {
        foreach (var city in new[] { trip.From, trip.To })
        {
            if (Timetable.CityOf(city) is null)
            {
                return $"There are no flights from or to {city}. The timetable has {string.Join(", ", Timetable.Cities)}.";
            }
        }

        return Timetable.CityOf(trip.From) == Timetable.CityOf(trip.To) ? "Start and destination are the same city."
            : trip.Departure < DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime) ? "The day of departure has passed."
            : trip.Return < trip.Departure ? "The flight back would leave before the flight there."
            : SeatsOf(trip) is < 1 or > SeatLedger.SeatsPerFlight
                ? $"A flight has {SeatLedger.SeatsPerFlight.ToString(CultureInfo.InvariantCulture)} seats."
            : null;
    }

    private void Serve(Turn turn, FlightRequest request)
    {
        var trip = request.Trip;
        turn.Report($"Looking for flights from {trip.From} to {trip.To}.");
        var legs = LegsOf(trip);
        if (request.Skill == FlightSkills.Search)
        {
            var flights = legs.SelectMany(static leg => leg).ToArray();
            turn.Produce("flights", string.Join('\n', flights.Select(static flight => flight.ToString())), A2aJson.Element(flights));
            turn.Complete($"Found {flights.Length.ToString(CultureInfo.InvariantCulture)} flights.");
            return;
        }

        var hold = HeldBefore(request) ?? Hold(legs, SeatsOf(trip));
        if (hold is null)
        {
            turn.Reject("There are not enough seats left on that day.");
        }
        else if (request.Skill == FlightSkills.Hold)
        {
            turn.Produce("hold", Describe("Held", hold), A2aJson.Element(hold));
            var minutes = SeatLedger.HoldTime.TotalMinutes.ToString(CultureInfo.InvariantCulture);
            turn.Complete($"Held under {hold.Reference} for {minutes} minutes.");
        }
        else
        {
            turn.Report($"Holding {string.Join(" and ", hold.Flights)}.");
            Book(turn, request with { HeldHere = hold.Reference }, hold);
        }
    }

    /// <summary>What this task holds already; given back when the caller has changed their mind about the trip.</summary>
    private Reservation? HeldBefore(FlightRequest request)
    {
        if (seats.Find(request.HeldHere) is not { } held)
        {
            return null;
        }

        var isSame = held.Seats == SeatsOf(request.Trip)
            && held.Flights.Select(static flight => (flight.From, flight.To, flight.Date))
                .SequenceEqual(LegsOf(request.Trip).Select(static leg => (leg[0].From, leg[0].To, leg[0].Date)));
        if (!isSame)
        {
            seats.TryRelease(held.Reference);
        }

        return isSame ? held : null;
    }

    private static IReadOnlyList<Flight>[] LegsOf(Trip trip)
    {
        var (from, to) = (Timetable.CityOf(trip.From)!, Timetable.CityOf(trip.To)!);
        var there = Timetable.Between(from, to, trip.Departure!.Value);
        return trip.Return is { } back ? [there, Timetable.Between(to, from, back)] : [there];
    }

    private Reservation? Hold(IReadOnlyList<Flight>[] legs, int wanted)
    {
        var flights = legs.Select(leg => seats.Cheapest(leg, wanted)).OfType<Flight>().ToArray();
        return flights.Length == legs.Length ? seats.TryHold(flights, wanted) : null;
    }

    private void Book(Turn turn, FlightRequest request, Reservation hold)
    {
        var names = request.Trip.Names ?? [];
        if (names.Count != hold.Seats)
        {
            var count = hold.Seats.ToString(CultureInfo.InvariantCulture);
            Ask(turn, request with { Trip = request.Trip with { Names = null } }, TripFact.Names,
                hold.Seats == 1 ? "What is the passenger's full name?" : $"What are the full names of the {count} passengers?");
            return;
        }

        if (seats.TryBook(hold.Reference) is not { } booking)
        {
            turn.Memory = request with { HeldHere = null };
            turn.Reject("The seats were held too long and are gone: please ask again.");
            return;
        }

        turn.Memory = request with { HeldHere = null };
        var passengers = string.Join(", ", names);
        turn.Produce("itinerary", $"{Describe("Booked", booking)} Passengers: {passengers}.", A2aJson.Element(new
        {
            booking.Reference,
            booking.Flights,
            Passengers = names,
            booking.TotalEur,
        }));
        turn.Complete($"{Describe("Booked", booking)} Passengers: {passengers}.");
    }

    private void Cancel(Turn turn, FlightRequest request)
    {
        if (request.Reference is not { } reference)
        {
            Ask(turn, request, TripFact.None, "Which reference? It has eight letters and digits.");
        }
        else if (seats.TryRelease(reference))
        {
            turn.Complete($"{reference} is cancelled, the seats are free again.");
        }
        else
        {
            turn.Reject($"There is no booking {reference}.");
        }
    }

    private static void Ask(Turn turn, FlightRequest request, TripFact fact, string question)
    {
        turn.Memory = request with { Asked = fact };
        turn.Ask(question);
    }

    private static string Describe(string done, Reservation item) => FormattableString.Invariant(
        $"{done} under {item.Reference}: {string.Join(" and ", item.Flights)}. {item.Seats} seats, {item.TotalEur} EUR in all.");
}
