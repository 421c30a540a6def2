using System.Text.Json;
using McpGateway.IntegrationTests.Agents;
using McpGateway.IntegrationTests.Composition;

namespace McpGateway.IntegrationTests.Samples;

/// <summary>
/// The gateway with sample servers, and a user who may ask for tools, for the time and for prices, but not for the fake tools.
/// </summary>
internal sealed class AgentWorld : IAsyncDisposable
{
    public const string User = "maria";

    private static readonly string[] Methods = ["initialize", "notifications/initialized", "ping", "tools/list", "tools/call"];

    private AgentWorld(SampleServerWorld servers) => Servers = servers;

    public SampleServerWorld Servers { get; }

    public ComposedGateway Gateway => Servers.Gateway;

    /// <summary>What the agent finds in its environment: where the gateway is, and the user's token.</summary>
    public (string Key, string Value)[] Environment { get; private set; } = [];

    /// <param name="isMounted">Whether the samples are in the gateway's process; otherwise there are none but the gateway's own.</param>
    public static async Task<AgentWorld> StartAsync(bool isMounted = true)
    {
        var world = new AgentWorld(isMounted ? await SampleServerWorld.StartMountedAsync() : await SampleServerWorld.StartAsync());
        await world.Gateway.CreateGroupAsync(
            "analysts",
            [
                Rule("mcpgw", "intelligent_tool_finder"), Rule("currenttime", "*"), Rule("fininfo", "*"), Rule("example-server", "*"),
                Rule("flight-booking", "search-flights", "book-flight"),
                new { server = "api", methods = new[] { "agents", "tokens" }, tools = Array.Empty<string>() },
            ],
            new Dictionary<string, string[]>(StringComparer.Ordinal) { ["list_agents"] = ["/flight-booking"] });
        await world.Gateway.CreateUserAsync(User, "analysts");
        world.Environment = await AgentRun.UserAsync(world.Gateway, User);
        await world.Servers.IndexAsync();
        return world;
    }

    public (string Key, string Value)[] With(ScriptedModel model) => [.. Environment, .. model.Settings];

    /// <summary>Waits for a record of a call; those that are there are told when it does not come.</summary>
    /// <param name="pick">Gets user, server, tool and outcome.</param>
    public async Task AssertRecordedAsync(Predicate<string> pick)
    {
        using var administrator = await Gateway.SignedInAsync(ComposedGateway.Administrator);
        string[] calls = [];
        await Eventually.GetAsync(
            async () =>
            {
                var (_, body) = await administrator.SendAsync("GET", "/api/audit/calls");
                calls =
                [
                    .. body.GetProperty("calls").EnumerateArray().Select(call =>
                        $"{call.GetProperty("user")} {call.GetProperty("server")} {TargetOf(call)} {call.GetProperty("outcome")}"),
                ];
                return Array.Find(calls, pick);
            },
            "the record of the call", () => string.Join('\n', calls));
    }

    public ValueTask DisposeAsync() => Servers.DisposeAsync();

    private static string TargetOf(JsonElement call) => call.TryGetProperty("target", out var target) ? target.ToString() : "";

    private static object Rule(string server, params string[] tools) => new
    {
        server,
        methods = server == "flight-booking" ? ["SendMessage", "SendStreamingMessage", "GetTask", "CancelTask"] : Methods,
        tools,
    };
}
