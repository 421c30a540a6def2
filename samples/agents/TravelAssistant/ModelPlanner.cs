using System.ComponentModel;
using System.Globalization;
using AgentSupport.A2a;
using AgentSupport.Llm;
using AgentSupport.Trips;
using Microsoft.Extensions.AI;

namespace TravelAssistant;

/// <summary>
/// Lets a language model talk with the traveller. It can do two things, search and book, and does them through <see cref="BookingDesk"/>:
/// what it may is what the gateway lets the assistant do.
/// </summary>
internal sealed class ModelPlanner(IChatClient model, BookingDesk desk, TimeProvider time) : IPlanner
{
    private const int MaxSteps = 6;
    private const int MaxMessages = 60;

    public async Task ActAsync(Turn turn, TripMemory memory, CancellationToken cancellationToken)
    {
        if (memory.Chat.Count == 0)
        {
            memory.Chat.Add(new(ChatRole.System, Instruction()));
        }

        if (memory.Chat.Count > MaxMessages)
        {
            turn.Reject("This conversation has become too long: please begin a new one.");
            return;
        }

        memory.Chat.Add(new(ChatRole.User, turn.Text));
        var tools = new TripTools(turn, memory, desk);
        using var client = new FunctionInvokingChatClient(model)
        {
            MaximumIterationsPerRequest = MaxSteps,
            AllowConcurrentInvocation = false,
            MaximumConsecutiveErrorsPerRequest = 2,
        };
        try
        {
            var response = await client.GetResponseAsync(
                memory.Chat, new() { Tools = [.. tools.All], AllowMultipleToolCalls = false }, cancellationToken);
            memory.Chat.AddRange(response.Messages);
            Finish(turn, tools.Booked, tools.Last, response.Text);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // What was booked is booked, whatever becomes of the words about it.
            var words = fault is ModelException ? fault.Message : "The language model calls its tools wrongly.";
            if (tools.Booked is { } booked)
            {
                turn.Complete($"{booked.Text} ({words})");
            }
            else
            {
                turn.Fail(words);
            }
        }
    }

    private static void Finish(Turn turn, DeskAnswer? booked, DeskAnswer? last, string text)
    {
        var words = string.IsNullOrWhiteSpace(text) ? (booked ?? last)?.Text : text;
        if (words is null)
        {
            turn.Fail("The language model has nothing to say.");
        }
        else if (booked is not null)
        {
            turn.Complete(words);
        }
        else if (last is { Kind: DeskAnswerKind.Refusal })
        {
            turn.Reject(words);
        }
        else
        {
            turn.Ask(words);
        }
    }

    private string Instruction() => string.Create(CultureInfo.InvariantCulture, $"""
        You are a travel assistant. Today is {time.GetUtcNow():yyyy-MM-dd}. Find out from where to where, on which days, how many people and
        under which full names somebody travels; ask for what is missing, briefly. Then book with the tool book_trip, once. Search with
        search_flights when asked about flights. Say nothing about flights or bookings that no tool has told you. When a tool says that it
        was refused, say why in plain words and stop.
        """);

    private sealed class TripTools(Turn turn, TripMemory memory, BookingDesk desk)
    {
        public IEnumerable<AITool> All =>
        [
            AIFunctionFactory.Create(SearchAsync, "search_flights", "Flights between two cities on a day, and back on another."),
            AIFunctionFactory.Create(BookAsync, "book_trip", "Books the flights of a trip."),
        ];

        public DeskAnswer? Booked { get; private set; }

        public DeskAnswer? Last { get; private set; }

        private Task<string> SearchAsync(
            [Description("City")] string from, [Description("City")] string to, [Description("yyyy-MM-dd")] DateOnly departure,
            [Description("yyyy-MM-dd, for the flight back")] DateOnly? returnDate = null, CancellationToken cancellationToken = default) =>
            AskAsync(
                BookingDesk.SearchSkill,
                new() { From = from, To = to, Departure = departure, Return = returnDate }, cancellationToken);

        private async Task<string> BookAsync(
            [Description("City")] string from, [Description("City")] string to, [Description("yyyy-MM-dd")] DateOnly departure,
            [Description("How many people")] int travellers, [Description("yyyy-MM-dd, for the flight back")] DateOnly? returnDate = null,
            [Description("Full names, one for each")] string[]? names = null, CancellationToken cancellationToken = default)
        {
            if (Booked is not null)
            {
                return $"Booked already: {Booked.Text}";
            }

            memory.Trip = new()
            {
                From = from,
                To = to,
                Departure = departure,
                Return = returnDate,
                Travellers = travellers,
                Names = names,
            };
            var text = await AskAsync(BookingDesk.BookSkill, memory.Trip, cancellationToken);
            Booked = Last is { Kind: DeskAnswerKind.Done } ? Last : null;
            return text;
        }

        private async Task<string> AskAsync(string skill, Trip trip, CancellationToken cancellationToken)
        {
            Last = await desk.AskAsync(turn, memory, skill, turn.Text, trip, cancellationToken);
            return $"{Last.Kind}: {Last.Text}";
        }
    }
}
