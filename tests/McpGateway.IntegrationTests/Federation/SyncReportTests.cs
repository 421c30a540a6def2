using System.Text.Json;
using McpGateway.Core.Federation;
using McpGateway.Core.Federation.Sync;
using McpGateway.Foundation.Documents;
using static McpGateway.IntegrationTests.Registry.TestScopes;

namespace McpGateway.IntegrationTests.Federation;

/// <summary>What the API tells of synchronisations: before one, while one runs, and of those that ended.</summary>
public sealed class SyncReportTests
{
    [Theory]
    [InlineData("anthropc", 404)]
    [InlineData("asor", 200)]
    public async Task Sync_OfASourceThatIsNotConfigured_SaysSoUnlessItIsOneThatClientsName(string named, int status)
    {
        await using var server = await SourceServer.StartAsync();
        await using var host = await FederationHost.StartAtAsync(server);

        var answer = await host.SendAsync(Admin, HttpMethod.Post, $"/api/federation/sync?source={named}", null);

        Assert.Equal(status, answer.Status);
        if (status == 404)
        {
            Assert.Contains("anthropic", answer.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Sources_AfterRuns_TellHowTheyWent()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = RegistryPages.Of(2).Answer;
        await using var host = await FederationHost.StartAtAsync(server, "\"sync_interval_minutes\":60,");
        await host.SyncAsync("anthropic");
        server.Answer = static _ => (403, "{}");
        await host.SyncAsync("anthropic");

        var sources = (await host.GetAsync(Admin, "/api/federation/sources")).Json.GetProperty("sources");

        var source = Assert.Single(sources.EnumerateArray());
        Assert.Equal(("failed", 2), (source.GetProperty("state").GetString(), source.GetProperty("items").GetInt32()));
        Assert.Equal(
            ["failed", "completed"],
            source.GetProperty("runs").EnumerateArray().Select(static run => run.GetProperty("status").GetString()));
        Assert.Contains("403", source.GetProperty("runs")[0].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.String, source.GetProperty("next_sync").ValueKind);
    }

    /// <summary>What goes and what changes is never crowded out by what is new.</summary>
    [Fact]
    public async Task Preview_OfThousands_ListsRemovalsChangesAndProblemsInFull()
    {
        await using var server = await SourceServer.StartAsync();
        var pages = RegistryPages.Of(1200);
        server.Answer = pages.Answer;
        await using var host = await FederationHost.StartAtAsync(server);
        await host.SyncAsync("anthropic");
        pages.Entries.RemoveRange(0, 1100);
        pages.Entries[0] = RegistryPages.Simple(1100, "2.0.0");
        pages.Entries.AddRange(Enumerable.Range(2000, 1500).Select(static i => RegistryPages.Simple(i)));
        pages.Entries.AddRange(Enumerable.Range(0, 1050).Select(static i => SourceServer.Entry($"io.example/bad{i}", null)));

        var preview = await host.SyncAsync("anthropic", "&dry_run=true");

        var changes = preview.GetProperty("changes").EnumerateArray()
            .Select(static change => change.GetProperty("change").GetString()!).ToArray();
        Assert.Equal(
            [.. Enumerable.Repeat("removed", 1100), "changed", .. Enumerable.Repeat("added", SyncTally.MaxListed)], changes);
        Assert.Equal(
            (true, 2601, 1050),
            (preview.GetProperty("truncated").GetBoolean(), preview.GetProperty("total_changes").GetInt32(),
                preview.GetProperty("problems").GetArrayLength()));
    }

    [Fact]
    public async Task Sync_WithoutWaiting_AnswersAtOnce_AndTellsWhereItsProgressIs()
    {
        await using var server = await SourceServer.StartAsync();
        var pages = RegistryPages.Of(3);
        using var go = new ManualResetEventSlim();
        server.Answer = request =>
        {
            go.Wait(FederationHost.Timeout());
            return pages.Answer(request);
        };
        await using var host = await FederationHost.StartAtAsync(server);

        var started = await host.SendAsync(Admin, HttpMethod.Post, "/api/federation/sync?source=anthropic&wait=false", null);
        var again = await host.SendAsync(Admin, HttpMethod.Post, "/api/federation/sync?source=anthropic&wait=false", null);
        var preview = await host.SendAsync(Admin, HttpMethod.Post, "/api/federation/sync?wait=false&dry_run=true", null);
        var progress = started.Json.GetProperty("progress").GetString()!;
        var during = (await host.GetAsync(Admin, progress)).Json.GetProperty("sources")[0].GetProperty("state").GetString();
        go.Set();
        await Eventually.UntilAsync(async () =>
            (await host.GetAsync(Admin, progress)).Json.GetProperty("sources")[0].GetProperty("items").GetInt32() == 3);

        Assert.Equal((202, 409, 422, "running"), (started.Status, again.Status, preview.Status, during));
        Assert.Equal(progress, started.Header("Location"));
        Assert.Equal("anthropic", Assert.Single(started.Json.GetProperty("sources").EnumerateArray()).GetString());
    }

    /// <summary>What a killed process leaves of a run.</summary>
    [Fact]
    public async Task Interrupted_RunOfAnEndedProcess_IsInTheHistoryAtTheNextStart()
    {
        await using var server = await SourceServer.StartAsync();
        await using var host = await FederationHost.StartAtAsync(server);
        var begun = new BegunRun(DateTimeOffset.UtcNow.AddHours(-3), SyncRequest.Schedule, null, "gone");
        var batch = new DocumentBatch().Put(
            FederationRepository.Histories, "anthropic", new SourceHistoryRecord { Begun = begun }, DocumentBatch.Absent);
        Assert.True((await host.Get<DocumentStore>().CommitAsync(batch, FederationHost.Timeout())).IsSuccess);

        await host.Get<SyncScheduler>().RunDueAsync(FederationHost.Timeout());
        await host.Get<SyncScheduler>().RunDueAsync(FederationHost.Timeout());

        var source = (await host.GetAsync(Admin, "/api/federation/sources")).Json.GetProperty("sources")[0];
        var run = Assert.Single(source.GetProperty("runs").EnumerateArray());
        Assert.Equal(
            ("interrupted", "interrupted", "schedule"),
            (source.GetProperty("state").GetString(), run.GetProperty("status").GetString(), run.GetProperty("trigger").GetString()));
    }
}
