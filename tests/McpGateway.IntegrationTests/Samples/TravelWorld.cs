using AgentSupport.A2a;
using AgentSupport.Gateway;
using FlightBooking;
using McpGateway.IntegrationTests.Agents;
using McpGateway.IntegrationTests.Composition;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using TravelAssistant;

namespace McpGateway.IntegrationTests.Samples;

/// <summary>The gateway, the two sample agents with machine accounts of their own, and a traveller with a third.</summary>
internal sealed class TravelWorld : IAsyncDisposable
{
    private static readonly string[] Messages = ["SendMessage", "SendStreamingMessage", "GetTask", "CancelTask"];

    private readonly RunningAgents _agents = new();

    private GatewaySettings _flights = null!;

    private TravelWorld(ComposedGateway gateway) => Gateway = gateway;

    public ComposedGateway Gateway { get; }

    /// <summary>A client that may see and call the travel assistant alone.</summary>
    public GatewayClient Traveller { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="skills">Skills of the booking agent that the assistant's group has a rule for.</param>
    /// <param name="seen">Agents that the assistant may see.</param>
    /// <param name="assistant">Settings of the assistant.</param>
    public static async Task<TravelWorld> StartAsync(
        string[]? skills = null, string[]? seen = null, params (string Key, string Value)[] assistant)
    {
        var world = new TravelWorld(await ComposedGateway.StartAsync());
        try
        {
            await world.GroupAsync("flights", [], ["/flight-booking"], "/flight-booking");
            await world.GroupAsync(
                "assistants", [Rule("flight-booking", skills ?? ["search-flights", "book-flight"])],
                [.. seen ?? ["/flight-booking"], "/travel-assistant"], "/travel-assistant");
            await world.GroupAsync("travellers", [Rule("travel-assistant", "*")], ["/travel-assistant"]);
            world._flights = await world.AccountAsync("flight-agent", "flights");
            await world.RestartFlightsAsync();
            await world.StartAsync(TravelAssistantApp.Build, await world.AccountAsync("travel-agent", "assistants"), assistant);
            world.Traveller = new(await world.AccountAsync("traveller", "travellers"), TimeProvider.System);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends the assistant a message through the gateway, as the traveller.</summary>
    public async Task<List<StreamEvent>> SayAsync(string text, string? taskId = null, Action<StreamEvent>? seen = null)
    {
        var events = new List<StreamEvent>();
        var message = Message.Of(Message.User, text) with { TaskId = taskId };
        await foreach (var item in Traveller.StreamAsync("/travel-assistant", message, Cancellation))
        {
            seen?.Invoke(item);
            events.Add(item);
        }

        return events;
    }

    /// <summary>One more booking agent with the same account, as after a restart: at another address.</summary>
    public Task RestartFlightsAsync() => StartAsync(FlightBookingApp.Build, _flights);

    /// <summary>Who called which agent by which method, as recorded.</summary>
    public async Task<(string User, string Server, string Method)[]> CallsAsync(int count)
    {
        using var administrator = await Gateway.SignedInAsync(ComposedGateway.Administrator);
        while (true)
        {
            var (_, body) = await administrator.SendAsync("GET", "/api/audit/calls");
            (string, string, string)[] calls =
            [
                .. body.GetProperty("calls").EnumerateArray().Select(static call => (
                    call.GetProperty("user").ToString(), call.GetProperty("server").ToString(), call.GetProperty("method").ToString())),
            ];
            if (calls.Length >= count)
            {
                return calls;
            }
        }
    }

    public Task StartAsync(
        Func<string[], Action<ILoggingBuilder>?, WebApplication> build, GatewaySettings account,
        params (string Key, string Value)[] settings) =>
        _agents.StartAsync(build, account, settings);

    public async Task<GatewaySettings> AccountAsync(string name, string group) =>
        new(Gateway.Address, name, await Gateway.CreateServiceAccountAsync(name, group));

    public async ValueTask DisposeAsync()
    {
        Traveller?.Dispose();
        await _agents.DisposeAsync();
        await Gateway.DisposeAsync();
    }

    private static object Rule(string server, params string[] skills) => new { server, methods = Messages, tools = skills };

    private Task GroupAsync(string name, object[] rules, string[] seen, params string[] published) => Gateway.CreateGroupAsync(
        name, [new { server = "api", methods = new[] { "agents" }, tools = Array.Empty<string>() }, .. rules],
        new Dictionary<string, string[]>(StringComparer.Ordinal) { ["list_agents"] = seen, ["publish_agent"] = published });
}
