using System.Net;
using System.Text.Json;
using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests;

/// <summary>
/// Agents and clients of the official JavaScript SDK talk to each other through the gateway, in every version and binding.
/// </summary>
public sealed class AgentClientTests(AgentClientTests.WithAgents shared) : IClassFixture<AgentClientTests.WithAgents>
{
    private readonly GatewayProcess _gateway = shared.Gateway;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The agent takes each step only after the client got the one before, so what arrives late or together would hang.</summary>
    [Theory]
    [InlineData("v1", "v1", "JSONRPC")]
    [InlineData("v1", "v1", "HTTP+JSON")]
    [InlineData("v0", "v0", "JSONRPC")]
    [InlineData("v0", "v0", "HTTP+JSON")]
    [InlineData("v1", "v0", "JSONRPC")]
    [InlineData("v1", "v0", "HTTP+JSON")]
    public async Task Client_OfTheOfficialSdk_FetchesTheCardSendsStreamsAndCancels(string client, string version, string binding)
    {
        var agent = shared.Agents[version];
        var token = await _gateway.VendAsync(Cancellation);
        var address = new Uri(_gateway.Address, "/team/" + version).AbsoluteUri;

        var (exitCode, output) = await ChildProcess.RunAsync(
            Repository.Node,
            [
                $"a2a-client-{client}.mjs", address, token, agent.Address.GetLeftPart(UriPartial.Authority), binding,
                version == "v1" ? "1.0" : "0.3",
            ],
            Cancellation, directory: Repository.NodePeers);

        Assert.True(exitCode == 0, output);
        JsonElement[] events = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
        Assert.All(events[0].GetProperty("urls").EnumerateArray(), url => Assert.Equal(address, url.GetString()));
        Assert.Equal(1, events[0].GetProperty("schemes").GetArrayLength());
        var steps = events.Where(item => item.TryGetProperty("step", out _)).ToArray();
        Assert.Equal([1, 2, 3], steps.Select(step => step.GetProperty("step").GetInt32()));
        AssertInTime(events);
        Assert.Equal(1, events.Single(item => item.GetProperty("event").GetString() == "streamed").GetProperty("ids").GetInt32());
        var task = events.Single(item => item.GetProperty("event").GetString() == "task");
        Assert.True(task.GetProperty("same").GetBoolean() && task.GetProperty("listed").GetBoolean(), output);
        Assert.Equal(client == "v1" ? "5" : "canceled", task.GetProperty("state").ToString());

        await AssertHiddenFromOthersAsync(version, task.GetProperty("id").GetString()!);
    }

    /// <summary>Each step was made after the signal before it, and had come before the next was given.</summary>
    private static void AssertInTime(JsonElement[] events)
    {
        var signal = long.MinValue;
        var steps = 0;
        foreach (var item in events.Where(static item => item.TryGetProperty("at", out var _)))
        {
            var at = item.GetProperty("at").GetInt64();
            if (item.TryGetProperty("made", out var stated))
            {
                var made = stated.GetInt64();
                steps++;
                Assert.True(signal <= made && made <= at, $"step {steps}: signal {signal}, made {made}, arrived {at}");
            }

            Assert.True(signal <= at, item.ToString());
            signal = item.GetProperty("event").GetString() == "go" ? at : signal;
        }

        Assert.Equal((3, true), (steps, signal > 0));
    }

    /// <summary>Another user, though an administrator with the very id, gets what its owner gets for an id that nobody issued.</summary>
    private async Task AssertHiddenFromOthersAsync(string version, string id)
    {
        var own = await _gateway.VendAsync(Cancellation);
        var forged = id[..^2] + (id[^2] == 'A' ? 'B' : 'A') + id[^1];

        var asked = await AskAsync(await _gateway.VendForAsync("other", Cancellation), id);

        Assert.Equal((HttpStatusCode.NotFound, -32001), (asked.Status, asked.Error!.Value.GetProperty("code").GetInt32()));
        Assert.Equal(asked.Error.ToString(), (await AskAsync(own, forged)).Error.ToString());
        Assert.Equal((HttpStatusCode.OK, null), await AskAsync(own, id));

        async Task<(HttpStatusCode Status, JsonElement? Error)> AskAsync(string token, string task)
        {
            var method = version == "v1" ? "GetTask" : "tasks/get";
            var question = $$$"""{"jsonrpc":"2.0","id":1,"method":"{{{method}}}","params":{"id":"{{{task}}}"}}""";
            var (status, _, body) = await _gateway.CallAsync(
                "/team/" + version, token, question, Cancellation, ("A2A-Version", version == "v1" ? "1.0" : "0.3"));
            return (status, body!.Value.TryGetProperty("error", out var error) ? error : null);
        }
    }

    /// <summary>A gateway with an agent of each version, and with somebody who may talk to them as well.</summary>
    public sealed class WithAgents : SharedGateway
    {
        internal Dictionary<string, NodeServer> Agents { get; } = new(StringComparer.Ordinal);

        private protected override async Task SeedAsync()
        {
            await Gateway.AddUserAsync("other", "registry-admins", Cancellation);
            foreach (var version in new[] { "v0", "v1" })
            {
                Agents[version] = Keep(await NodeServer.StartAsync($"a2a-agent-{version}.mjs", Cancellation));
                await Gateway.RegisterAgentAsync("/team/" + version, Agents[version].Address, Cancellation);
            }
        }
    }
}
