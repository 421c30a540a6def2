using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using McpGateway.Core.Health.History;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Foundation;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Health;

/// <summary>The history of real checks of real servers.</summary>
public sealed class HistoryTests
{
    /// <summary>A busy machine must not make a server look slow, and nothing is checked but what the test asks for.</summary>
    private static readonly (string Key, string Value)[] Unhurried =
    [
        ("Health:HandshakeTimeout", "00:01:00"), ("Health:PingTimeout", "00:01:00"), ("Health:ToolsTimeout", "00:01:00"),
        ("Health:RetryInterval", "1.00:00:00"), ("Health:Interval", "1.00:00:00"),
    ];

    private static readonly Caller Reader = CallerWith(HealthWorld.AnyServer);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task History_ServerThatFailsAndRecovers_TellsBothWithResponseTimes()
    {
        var isBroken = false;
        await using var server = await BreakableAsync(() => isBroken);
        await using var world = await HealthWorld.StartAsync(settings: Unhurried);
        await world.PutAsync(HealthWorld.Server("/s", server.Address, "streamable-http"));
        await world.WaitForCheckAsync("/s");
        isBroken = true;
        await CheckUntilAsync(world, "unhealthy");
        isBroken = false;
        await CheckUntilAsync(world, "healthy");

        var history = await HistoryOfAsync(world);

        Assert.Equal(
            ["healthy", "unhealthy: session initialization failed and ping without auth failed", "healthy"],
            history.Changes.Select(change => change.Status));
        Assert.Equal(1, history.Checks - history.Slots.Sum(slot => slot.Good));
        Assert.True(history.Slowest >= history.Mean && history.Mean > 0);
    }

    [Fact]
    public async Task History_UneventfulChecks_AreShownButCostNoCommit()
    {
        await using var server = await BreakableAsync(() => false);
        await using var world = await HealthWorld.StartAsync(settings: Unhurried);
        await world.PutAsync(HealthWorld.Server("/s", server.Address, "streamable-http"));
        await world.WaitForCheckAsync("/s");
        await world.Port.CheckNowAsync("/s", Cancel);
        var before = (await HistoryOfAsync(world)).Checks;
        var revision = await world.Services.GetRequiredService<IDocumentStorage>().ReadRevisionAsync(Cancel);
        var told = 0;
        using var following = world.Services.GetRequiredService<HealthHistoryQueries>().Follow(_ => Interlocked.Increment(ref told));

        for (var check = 0; check < 20; check++)
        {
            await world.Port.CheckNowAsync("/s", Cancel);
        }

        Assert.Equal(revision, await world.Services.GetRequiredService<IDocumentStorage>().ReadRevisionAsync(Cancel));
        Assert.Equal(before + 20, (await HistoryOfAsync(world)).Checks);
        Assert.Equal(20, told);
    }

    [Fact]
    public async Task History_AfterARestart_IsStillThere()
    {
        var store = new MemoryDocumentStorage();
        await using var server = await BreakableAsync(() => false);
        await using (var first = await HealthWorld.StartAsync(store, settings: Unhurried))
        {
            await first.PutAsync(HealthWorld.Server("/s", server.Address, "streamable-http"));
            await first.WaitForCheckAsync("/s");
        }

        await using var second = await HealthWorld.StartAsync(store, settings: Unhurried);
        await second.Port.CheckNowAsync("/s", Cancel);

        Assert.Equal(2, (await HistoryOfAsync(second)).Checks);
    }

    [Fact]
    public async Task History_SeveralReplicas_IsOne()
    {
        var isBroken = false;
        var store = new MemoryDocumentStorage();
        await using var server = await BreakableAsync(() => isBroken);
        await using var first = await HealthWorld.StartAsync(store, settings: Unhurried);
        await using var second = await HealthWorld.StartAsync(store, settings: Unhurried);
        await first.PutAsync(HealthWorld.Server("/s", server.Address, "streamable-http"));
        await first.WaitForCheckAsync("/s");
        await second.WaitForCheckAsync("/s");
        isBroken = true;
        await CheckUntilAsync(second, "unhealthy");
        isBroken = false;
        await CheckUntilAsync(first, "healthy");

        // Both replicas show both changes, whoever found them.
        await Eventually.UntilAsync(async () => (await HistoryOfAsync(second)).Changes.Count >= 3);
        Assert.StartsWith("unhealthy", (await HistoryOfAsync(first)).Changes[1].Status, StringComparison.Ordinal);
        Assert.Equal("healthy", (await HistoryOfAsync(second)).Changes[0].Status);
    }

    [Fact]
    public async Task History_RemovedServer_GoesInTheCommitThatRemovesIt()
    {
        var isBroken = true;
        await using var server = await BreakableAsync(() => isBroken);
        await using var world = await HealthWorld.StartAsync(settings: Unhurried);
        await world.PutAsync(HealthWorld.Server("/s", server.Address, "streamable-http"));
        await world.WaitForCheckAsync("/s");
        await Eventually.UntilAsync(async () => await StoredAsync(world) is not null);

        var batch = new DocumentBatch().Delete(ServerRepository.Servers, "/s", null);
        foreach (var companion in world.Services.GetServices<IServerCompanion>())
        {
            await companion.AddRemovalAsync("/s", batch, Cancel);
        }

        Assert.True((await world.Documents.CommitAsync(batch, Cancel)).IsSuccess);
        Assert.Null(await StoredAsync(world));
        await Eventually.UntilAsync(async () => await world.Health.FindAsync("/s", Cancel) is null);

        isBroken = false;
        await world.PutAsync(
            HealthWorld.Server("/s", server.Address, "streamable-http") with { RegisteredAt = DateTimeOffset.UnixEpoch.AddDays(1) });
        await world.Port.CheckNowAsync("/s", Cancel);
        Assert.Equal(["healthy"], (await HistoryOfAsync(world)).Changes.Select(change => change.Status));
    }

    [Fact]
    public async Task History_SwitchedOff_IsAChangeAndNoFailure()
    {
        await using var server = await BreakableAsync(() => false);
        await using var world = await HealthWorld.StartAsync(settings: Unhurried);
        var record = HealthWorld.Server("/s", server.Address, "streamable-http");
        await world.PutAsync(record);
        await world.WaitForCheckAsync("/s");
        await world.PutAsync(record with { IsEnabled = false });
        await Eventually.UntilAsync(async () => (await HistoryOfAsync(world)).Changes.Count == 2);

        var history = await HistoryOfAsync(world);

        Assert.Equal(["disabled", "healthy"], history.Changes.Select(change => change.Status));
        Assert.Equal(1, history.Uptime);
    }

    [Theory]

    // who asks, for which server, status
    [InlineData("user", "/team/s", HttpStatusCode.OK)]
    [InlineData("admin", "/team/s", HttpStatusCode.OK)]
    [InlineData("stranger", "/team/s", HttpStatusCode.Forbidden)]
    [InlineData("user", "/missing", HttpStatusCode.NotFound)]
    public async Task Api_Caller_Server_Status(string who, string path, HttpStatusCode expected)
    {
        await using var server = await BreakableAsync(() => false);
        var caller = who switch
        {
            "user" => Reader,
            "admin" => Reader with { Scopes = [], Permissions = CallerPermissions.None with { IsAdmin = true } },
            _ => CallerWith("another scope"),
        };
        await using var world = await HealthWorld.StartAsync(caller: () => caller, settings: Unhurried);
        await world.PutAsync(HealthWorld.Server("/team/s", server.Address, "streamable-http"));
        await world.WaitForCheckAsync("/team/s");

        using var client = new HttpClient { BaseAddress = world.Address };
        using var answer = await client.GetAsync(new Uri($"/api/servers{path}/health/history", UriKind.Relative), Cancel);

        Assert.Equal(expected, answer.StatusCode);
        if (expected == HttpStatusCode.OK)
        {
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
            Assert.Equal(96, body.GetProperty("slots").GetArrayLength());
            Assert.Equal(100, body.GetProperty("uptime_percent").GetDouble());
            Assert.Equal("healthy", body.GetProperty("changes")[0].GetProperty("status").GetString());
            Assert.Equal("up", body.GetProperty("slots")[95].GetProperty("state").GetString());
        }
    }

    private static async Task<HealthHistory> HistoryOfAsync(HealthWorld world)
    {
        var found = await world.Services.GetRequiredService<HealthHistoryQueries>().FindAsync(Reader, "/s", Cancel);
        Assert.True(found.IsSuccess, found.Error?.Detail);
        return found.Value;
    }

    /// <summary>A check that was under way may answer the first request: asked again until it is about the server as it is now.</summary>
    private static async Task CheckUntilAsync(HealthWorld world, string status) => await Eventually.UntilAsync(
        async () => (await world.Port.CheckNowAsync("/s", Cancel)).Status.StartsWith(status, StringComparison.Ordinal));

    private static Task<Document<HealthHistoryRecord>?> StoredAsync(HealthWorld world) =>
        world.Services.GetRequiredService<HealthHistoryRepository>().FindAsync("/s", Cancel);

    private static Task<ScriptedServer> BreakableAsync(Func<bool> isBroken) => ScriptedServer.StartMcpAsync((context, _) =>
    {
        context.Response.StatusCode = isBroken() ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK;
        return Task.FromResult(isBroken());
    });

    private static Caller CallerWith(string scope) => new()
    {
        UserName = "reader",
        Subject = "local:reader",
        Groups = [],
        Scopes = [scope],
        AuthMethod = "traditional",
        Provider = "local",
        Permissions = CallerPermissions.None,
    };
}
