using AgentSupport.A2a;
using FlightBooking;
using McpGateway.IntegrationTests.Agents;

namespace McpGateway.IntegrationTests.Samples;

/// <summary>The travel assistant has flights booked by an agent that it finds at the gateway, without a language model.</summary>
public sealed class TravelAgentsTests
{
    private const string Trip = "two people from Berlin to Tokyo on 2099-03-04, return 2099-03-12";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Trip_WithoutNames_IsAskedForThemByTheBookingAgent_AndThenBooked()
    {
        await using var world = await TravelWorld.StartAsync();

        var first = await world.SayAsync(Trip);
        var task = first[0].Task!.Id;
        var second = await world.SayAsync("Ada Lovelace and Alan Turing", task);

        var reports = TextsOf(first);
        Assert.Contains("Found 'Flight Booking' at /flight-booking. Asking it through the gateway.", reports);
        Assert.Contains(reports, static text => text.StartsWith("Holding SK", StringComparison.Ordinal));
        Assert.Equal((TaskStates.InputRequired, "What are the full names of the 2 passengers?"), LastOf(first));
        var (state, words) = LastOf(second);
        Assert.Equal(TaskStates.Completed, state);
        Assert.Contains("Berlin–Tokyo on 2099-03-04", words, StringComparison.Ordinal);
        Assert.Contains("Tokyo–Berlin on 2099-03-12", words, StringComparison.Ordinal);
        Assert.Contains("Passengers: Ada Lovelace, Alan Turing.", words, StringComparison.Ordinal);
        var itinerary = second.Single(static item => item.ArtifactUpdate is not null).ArtifactUpdate!;
        Assert.Equal((task, "itinerary"), (itinerary.TaskId, itinerary.Artifact.Name));
        Assert.Matches("^[A-Z2-9]{8}$", itinerary.Artifact.Parts![1].Data!.Value.GetProperty("reference").GetString());

        // Both calls are recorded, each under the account that made it.
        var calls = await world.CallsAsync(4);
        Assert.Contains(("travel-agent", "flight-booking", "SendStreamingMessage"), calls);
        Assert.Contains(("traveller", "travel-assistant", "SendStreamingMessage"), calls);
    }

    [Fact]
    public async Task Trip_WithNothingSaid_IsAskedForOneFactAfterTheOther()
    {
        await using var world = await TravelWorld.StartAsync();
        string? task = null;
        var questions = new List<string>();
        string[] answers = ["I want to travel", "Paris", "to new york", "2099-05-01", "one", "Grace Hopper"];
        List<StreamEvent> events = [];
        foreach (var answer in answers)
        {
            events = await world.SayAsync(answer, task);
            task = events[0].Task!.Id;
            questions.Add(LastOf(events).Text);
        }

        Assert.Equal(
            [
                "From which city do you travel?", "To which city do you want to travel?",
                "On which day do you leave? Please write it as 2027-03-04.", "How many people travel?",
                "What is the passenger's full name?",
            ],
            questions[..^1]);
        Assert.Equal(TaskStates.Completed, LastOf(events).State);
    }

    [Theory]
    [InlineData("search-flights", "/flight-booking", "The gateway does not let me use the skill 'book-flight'")]
    [InlineData("book-flight", "/elsewhere", "The gateway shows me no agent with the skill 'book-flight'")]
    public async Task Trip_TheAssistantLacksTheRight_IsRefusedInPlainWords(string skill, string seen, string expected)
    {
        await using var world = await TravelWorld.StartAsync([skill], [seen]);

        var (state, words) = LastOf(await world.SayAsync(Trip));

        Assert.Equal(TaskStates.Rejected, state);
        Assert.StartsWith(expected, words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two people from Berlin to Atlantis on 2099-03-04", "There are no flights from or to Atlantis.")]
    [InlineData("two people from Berlin to Tokyo on 2000-03-04", "The day of departure has passed.")]
    [InlineData("two people from Berlin to Tokyo on 2099-03-04, return 2099-03-01", "The flight back would leave before")]
    [InlineData("20 people from Berlin to Tokyo on 2099-03-04", "A flight has 9 seats.")]
    public async Task Trip_TheBookingAgentRefuses_SaysWhy(string trip, string expected)
    {
        await using var world = await TravelWorld.StartAsync();

        var (state, words) = LastOf(await world.SayAsync(trip));

        Assert.Equal(TaskStates.Rejected, state);
        Assert.StartsWith("The booking agent says: " + expected, words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_WhileNamesAreMissing_FreesTheSeats()
    {
        await using var world = await TravelWorld.StartAsync();

        // All seats of the day: each of three flights has nine.
        var waiting = new List<string>();
        for (var flight = 0; flight < 3; flight++)
        {
            waiting.Add((await world.SayAsync("nine people from Berlin to Tokyo on 2099-03-04"))[0].Task!.Id);
        }

        var full = LastOf(await world.SayAsync("one person from Berlin to Tokyo on 2099-03-04"));
        await world.Traveller.CancelAsync("/travel-assistant", waiting[1], Cancellation);
        var free = LastOf(await world.SayAsync("one person from Berlin to Tokyo on 2099-03-04"));

        Assert.Equal(
            (TaskStates.Rejected, "The booking agent says: There are not enough seats left on that day."), full);
        Assert.Equal(TaskStates.InputRequired, free.State);
    }

    [Fact]
    public async Task Registration_AgainAtAnotherAddress_BringsTheEntryUpToDate()
    {
        await using var world = await TravelWorld.StartAsync();
        using var administrator = await world.Gateway.SignedInAsync("admin");
        var before = await administrator.SendAsync("GET", "/api/agents/flight-booking");
        var secret = await world.AccountAsync("second-flight-agent", "flights");

        // Another account's path is not taken over; the agent goes on without.
        await world.StartAsync(FlightBookingApp.Build, secret);
        var foreign = await administrator.SendAsync("GET", "/api/agents/flight-booking");
        await world.RestartFlightsAsync();
        var after = await administrator.SendAsync("GET", "/api/agents/flight-booking");

        Assert.True(before.Body.GetProperty("is_enabled").GetBoolean());
        Assert.Equal(before.Body.GetProperty("url").GetString(), foreign.Body.GetProperty("url").GetString());
        Assert.NotEqual(before.Body.GetProperty("url").GetString(), after.Body.GetProperty("url").GetString());
        Assert.True(after.Body.GetProperty("is_enabled").GetBoolean());
        Assert.False(after.Body.GetProperty("card_changed").GetBoolean());
    }

    internal static (string State, string Text) LastOf(List<StreamEvent> events) =>
        (events[^1].StatusUpdate!.Status.State, Message.TextOf(events[^1].StatusUpdate!.Status.Message?.Parts));

    internal static string[] TextsOf(List<StreamEvent> events) =>
        [.. events.Select(static item => Message.TextOf(item.StatusUpdate?.Status.Message?.Parts))];
}
