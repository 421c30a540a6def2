using System.Globalization;
using AgentSupport.A2a;
using Microsoft.AspNetCore.Http;
using static McpGateway.IntegrationTests.Samples.ScriptedModel;
using static McpGateway.IntegrationTests.Samples.TravelAgentsTests;

namespace McpGateway.IntegrationTests.Samples;

/// <summary>The travel assistant with a language model: a scripted one, behind HTTP.</summary>
public sealed class TravelModelTests
{
    private const string Booking =
        """{"from":"Berlin","to":"Tokyo","departure":"2099-03-04","travellers":1,"names":["Ada Lovelace"]}""";

    [Fact]
    public async Task Trip_TheModelAsksBooksAndTells_IsBookedThroughTheGateway()
    {
        await using var model = await ScriptedModel.StartAsync(
            Says("Where do you want to go, and when?"), Calls("book_trip", Booking), Says("You fly to Tokyo, Ada."));
        await using var world = await TravelWorld.StartAsync(assistant: model.Settings);

        var first = await world.SayAsync("Hello");
        var second = await world.SayAsync("Ada Lovelace, Berlin to Tokyo, 4 March 2099", first[0].Task!.Id);

        Assert.Equal((TaskStates.InputRequired, "Where do you want to go, and when?"), LastOf(first));
        Assert.Equal((TaskStates.Completed, "You fly to Tokyo, Ada."), LastOf(second));
        Assert.Contains(second, static item => item.ArtifactUpdate?.Artifact.Name == "itinerary");
        var told = model.Asked.Last().GetProperty("messages").EnumerateArray().Last();
        Assert.Equal("tool", told.GetProperty("role").GetString());
        Assert.Contains("Done: Booked under", told.GetProperty("content").ToString(), StringComparison.Ordinal);
        Assert.Equal("scripted", model.Asked.First().GetProperty("model").GetString());
    }

    /// <summary>
    /// The model has its last word only after what the booking agent said has come to the traveller: it cannot have been kept back.
    /// </summary>
    [Fact]
    public async Task Stream_OfTwoAgents_ArrivesEventByEvent()
    {
        var booked = new TaskCompletionSource();
        await using var model = await ScriptedModel.StartAsync(
            Calls("book_trip", Booking), After(booked.Task, Says("Done.")));
        await using var world = await TravelWorld.StartAsync(assistant: model.Settings);
        var arrivals = new List<(DateTimeOffset Sent, DateTimeOffset Came)>();

        var events = await world.SayAsync("Book it", seen: item =>
        {
            if (item.StatusUpdate?.Status.Timestamp is { } timestamp)
            {
                arrivals.Add((DateTimeOffset.Parse(timestamp, CultureInfo.InvariantCulture), TimeProvider.System.GetUtcNow()));
            }

            if (item.ArtifactUpdate is not null)
            {
                booked.TrySetResult();
            }
        });

        Assert.Equal(TaskStates.Completed, LastOf(events).State);

        // What was reported came before the last word was even spoken.
        Assert.True(arrivals.Count > 3);
        Assert.All(arrivals[..^1], arrival => Assert.True(arrival.Came <= arrivals[^1].Sent.AddMilliseconds(1)));
    }

    [Fact]
    public async Task Trip_TheGatewayRefuses_TheModelIsToldAndTheTaskIsRejected()
    {
        await using var model = await ScriptedModel.StartAsync(Calls("book_trip", Booking), Says("I may not book for you."));
        await using var world = await TravelWorld.StartAsync(["search-flights"], assistant: model.Settings);

        Assert.Equal((TaskStates.Rejected, "I may not book for you."), LastOf(await world.SayAsync("Book it")));
        Assert.Contains(
            "Refusal: The gateway does not let me use", model.Asked.Last().GetProperty("messages").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, """{"choices":"none"}""", "The language model's answer cannot be read")]
    [InlineData(200, "no JSON at all", "The language model's answer cannot be read")]
    [InlineData(200, """{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[]}""", "The language model's answer")]
    [InlineData(401, """{"error":{"message":"bad key sk-a-key-of-a-test-that-nobody-may-see"}}""", "The language model refuses the key")]
    [InlineData(404, "{}", "The language model's endpoint answers 404.")]
    public async Task Answer_WrongShaped_EndsTheTaskWithAReason(int status, string body, string expected)
    {
        await using var model = await ScriptedModel.StartAsync(Answers(status, body), Answers(status, body));
        await using var world = await TravelWorld.StartAsync(assistant: model.Settings);

        var (state, words) = LastOf(await world.SayAsync("Book it"));

        Assert.Equal(TaskStates.Failed, state);
        Assert.StartsWith(expected, words, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_ThatDoesNotCome_EndsTheTaskAfterItsTime()
    {
        static Func<HttpContext, Task> Never() => context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        await using var model = await ScriptedModel.StartAsync(Never(), Never());
        await using var world = await TravelWorld.StartAsync(assistant: [.. model.Settings[..^1], ("LLM_TIMEOUT", "1")]);

        Assert.Equal(
            (TaskStates.Failed, "The language model did not answer within 1 s (LLM_TIMEOUT)."), LastOf(await world.SayAsync("Book it")));
    }

    [Fact]
    public async Task ToolCall_WrongShaped_TheModelIsToldAndMayTryAgain()
    {
        await using var model = await ScriptedModel.StartAsync(
            Calls("book_trip", """{"from":["Berlin"],"departure":"soon"}"""), Calls("fly_now", "{}"), Calls("book_trip", Booking),
            Says("Booked."));
        await using var world = await TravelWorld.StartAsync(assistant: model.Settings);

        Assert.Equal((TaskStates.Completed, "Booked."), LastOf(await world.SayAsync("Book it")));
    }
}
