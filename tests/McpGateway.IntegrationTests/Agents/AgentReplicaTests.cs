using System.Net.Http.Json;
using System.Text.Json.Nodes;
using McpGateway.IntegrationTests.Composition;
using McpGateway.IntegrationTests.Storage;

namespace McpGateway.IntegrationTests.Agents;

/// <summary>Two replicas on one PostgreSQL: what one of them is told of an agent counts at the other, in lists and for calls.</summary>
public sealed class AgentReplicaTests(PostgresServer postgres) : IAsyncLifetime
{
    private ComposedGateway? _one;
    private ComposedGateway? _other;
    private FakeAgent _remote = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _remote = await FakeAgent.StartAsync();
        _remote.PingStatus = 200;
        (string, string)[] settings =
        [
            ("STORAGE_BACKEND", "postgresql"), ("DATABASE_URL", await postgres.CreateDatabaseAsync(Cancellation)),
            ("SECRET_KEY", "the key that every replica has, long enough"),
        ];
        _one = await ComposedGateway.StartAsync(settings);
        await _one.CreateGroupAsync(
            "talkers",
            [
                new { server = "api", methods = new[] { "agents", "tokens" }, tools = Array.Empty<string>() },
                new { server = "agent", methods = new[] { "all" }, tools = new[] { "all" } },
            ],
            new Dictionary<string, string[]> { ["list_agents"] = ["all"] });
        await _one.CreateUserAsync("bob", "talkers");
        _other = await ComposedGateway.StartAsync(settings);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in new[] { _one, _other }.OfType<ComposedGateway>())
        {
            await replica.DisposeAsync();
        }

        await _remote.DisposeAsync();
    }

    [Fact]
    public async Task Agent_RegisteredHiddenDisabledAndDeleted_IsSoAtTheOtherReplica()
    {
        using var admin = await _one!.BearerAsync(ComposedGateway.Administrator);
        using var bob = await _other!.BearerAsync("bob");
        var card = AgentClient.Card("/agent");
        card["url"] = _remote.Url + "/a2a";

        Assert.Equal(201, (await admin.SendAsync("POST", "/api/agents/register", card)).Status);
        await UntilAsync(bob, isListed: true, status: 503);

        Assert.Equal(200, (await admin.SendAsync("POST", "/api/agents/agent/toggle?enabled=true")).Status);
        Assert.Equal(200, (await admin.SendAsync("POST", "/api/agents/agent/health")).Status);
        await UntilAsync(bob, isListed: true, status: 200);

        card["visibility"] = "private";
        Assert.Equal(200, (await admin.SendAsync("PUT", "/api/agents/agent", card)).Status);
        await UntilAsync(bob, isListed: false, status: 404);

        card["visibility"] = "public";
        Assert.Equal(200, (await admin.SendAsync("PUT", "/api/agents/agent", card)).Status);
        await UntilAsync(bob, isListed: true, status: 200);

        Assert.Equal(200, (await admin.SendAsync("POST", "/api/agents/agent/toggle?enabled=false")).Status);
        await UntilAsync(bob, isListed: true, status: 503);

        Assert.Equal(204, (await admin.SendAsync("DELETE", "/api/agents/agent")).Status);
        await UntilAsync(bob, isListed: false, status: 404);
    }

    private static Task<TimeSpan> UntilAsync(HttpClient client, bool isListed, int status) => Eventually.UntilAsync(
        async () => await IsListedAsync(client) == isListed && await TalkAsync(client) == status, $"listed: {isListed}, status: {status}");

    private static async Task<bool> IsListedAsync(HttpClient client)
    {
        var (status, body) = await client.SendAsync("GET", "/api/agents");
        return status == 200 && body.GetProperty("agents").GetArrayLength() > 0;
    }

    private static async Task<int> TalkAsync(HttpClient client)
    {
        var message = JsonNode.Parse("""
            {"jsonrpc":"2.0","id":1,"method":"message/send","params":{"message":{"kind":"message","messageId":"1","role":"user",
             "parts":[{"kind":"text","text":"Hello"}]}}}
            """);
        using var answer = await client.PostAsJsonAsync(new Uri("/agent", UriKind.Relative), message, Cancellation);
        return (int)answer.StatusCode;
    }
}
