using McpGateway.Core.Federation;
using McpGateway.Core.Federation.Config;
using McpGateway.Core.Federation.Sync;
using McpGateway.IntegrationTests.Registry;
using McpGateway.Tests.Foundation;
using McpGateway.Tests.Storage;

namespace McpGateway.IntegrationTests.Federation;

/// <summary>What the leader synchronises by itself.</summary>
public sealed class ScheduleTests
{
    /// <summary>Nothing comes before whoever configures a source could preview it; then it comes once an interval.</summary>
    [Fact]
    public async Task RunDue_SourcesWithAnInterval_AreSynchronisedAnIntervalLater_AndTheRestNever()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = RegistryPages.Of(2).Answer;
        await using var host = await FederationHost.StartAsync();
        await host.ConfigureAsync("hourly", Source(server, "\"sync_interval_minutes\":60,\"sync_on_startup\":true,\"enabled\":true"));
        await host.ConfigureAsync("by-hand", Source(server, "\"enabled\":true"));
        await host.ConfigureAsync("off", Source(server, "\"sync_interval_minutes\":1,\"enabled\":false"));
        var configured = (await host.Get<FederationConfigs>().FindAsync("default", FederationHost.Timeout()))!.UpdatedAt;
        var time = new ManualTimeProvider();
        time.Correct(configured.AddMinutes(-1) - time.GetUtcNow());
        using var scheduler = Scheduler(host, time);

        // The run at start of what is configured after the start is that of the next one.
        time.Correct(TimeSpan.FromMinutes(60));
        var first = await scheduler.RunDueAsync(FederationHost.Timeout());
        var none = host.Catalog.Current.Count;
        var shown = (await host.GetAsync(TestScopes.Admin, "/api/federation/sources")).Json.GetProperty("sources").EnumerateArray()
            .Single(static source => source.GetProperty("id").GetString() == "hourly").GetProperty("next_sync").GetDateTimeOffset();
        time.Correct(TimeSpan.FromMinutes(2));
        var second = await scheduler.RunDueAsync(FederationHost.Timeout());

        var run = (await host.Get<FederationRepository>().FindHistoryAsync("hourly", FederationHost.Timeout()))!.Value.Runs;
        Assert.Equal((0, configured.AddMinutes(60)), (none, first));
        Assert.Equal(configured.AddMinutes(60), shown);
        Assert.NotNull(second);
        Assert.Equal((SyncRequest.Schedule, SyncRun.Completed), (Assert.Single(run).Trigger, run[0].Status));
        Assert.Null(await host.Get<FederationRepository>().FindHistoryAsync("by-hand", FederationHost.Timeout()));
        Assert.Null(await host.Get<FederationRepository>().FindHistoryAsync("off", FederationHost.Timeout()));
        Assert.All(host.Catalog.Current.Values, static entry => Assert.Equal("hourly", entry.Server.Origin!.Source));
    }

    /// <summary>The second run by schedule asks for what changed since, and takes nothing for gone that is not stated.</summary>
    [Fact]
    public async Task RunDue_Again_AsksForChangesOnly()
    {
        await using var server = await SourceServer.StartAsync();
        var pages = RegistryPages.Of(3);
        server.Answer = pages.Answer;
        await using var host = await FederationHost.StartAsync();
        var source = new SourceRecord { Id = "src", Kind = SourceKinds.Registry, Endpoint = server.Url, Enabled = true };
        var request = new SyncRequest(SyncRequest.Schedule, null, IsFull: false, IsDryRun: false);
        await host.Get<SyncCoordinator>().RunAsync("src", source, request, FederationHost.Timeout());
        pages.Entries.RemoveRange(0, 2);

        var second = await host.Get<SyncCoordinator>().RunAsync("src", source, request, FederationHost.Timeout());

        Assert.DoesNotContain("updated_since", server.Asked[0], StringComparison.Ordinal);
        Assert.Contains("updated_since", server.Asked[1], StringComparison.Ordinal);
        Assert.Equal((false, 0, 1), (second.Value!.Run.IsFull, second.Value.Run.Removed, second.Value.Run.Unchanged));
        Assert.All(host.Catalog.Current.Values, static entry => Assert.Null(entry.Server.Origin!.OrphanedAt));
    }

    /// <summary>Whose source is gone can be removed here.</summary>
    [Fact]
    public async Task Mark_SourceThatIsNotConfiguredAnyMore_OrphansWhatCameFromIt()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = RegistryPages.Of(2).Answer;
        await using var host = await FederationHost.StartAsync();
        await host.ConfigureAsync("gone", Source(server, "\"enabled\":true"));
        var source = new SourceRecord { Id = "gone", Kind = SourceKinds.Registry, Endpoint = server.Url, Enabled = true };
        await host.Get<SyncCoordinator>().RunAsync(
            "gone", source, new(SyncRequest.Schedule, null, IsFull: true, IsDryRun: false), FederationHost.Timeout());
        var forgotten = host.Get<ForgottenSources>();

        Assert.Equal(0, await forgotten.MarkAsync(FederationHost.Timeout()));
        await host.RemoveSourceAsync("gone");
        Assert.Equal(2, await forgotten.MarkAsync(FederationHost.Timeout()));
        Assert.Equal(0, await forgotten.MarkAsync(FederationHost.Timeout()));

        Assert.All(host.Catalog.Current.Values, static entry => Assert.NotNull(entry.Server.Origin!.OrphanedAt));
    }

    /// <summary>Which sources an unreadable file names is not known, so none of them is forgotten; it counts once it can be read.</summary>
    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"sources":[{"id":"next-door","kind":"peer","endpoint":"ftp://peer.example.com","enabled":true}]}""")]
    public async Task Settings_FileThatCannotBeUsed_ForgetsNothing_AndIsLookedAtAgain(string content)
    {
        using var directory = new TemporaryDirectory();
        var file = directory.File("federation.json");
        await File.WriteAllTextAsync(file, content, FederationHost.Timeout());
        await using var server = await SourceServer.StartAsync();
        server.Answer = RegistryPages.Of(2).Answer;
        await using var host = await FederationHost.StartAsync(("FEDERATION_CONFIG_PATH", file));
        var source = new SourceRecord { Id = "next-door", Kind = SourceKinds.Registry, Endpoint = server.Url, Enabled = true };
        await host.Get<SyncCoordinator>().RunAsync(
            "next-door", source, new(SyncRequest.Schedule, null, IsFull: true, IsDryRun: false), FederationHost.Timeout());

        var marked = await host.Get<ForgottenSources>().MarkAsync(FederationHost.Timeout());
        await File.WriteAllTextAsync(
            file, $$"""{"sources":[{"id":"other","kind":"anthropic","endpoint":"{{server.Url}}"}]}""", FederationHost.Timeout());
        var later = await host.Get<ForgottenSources>().MarkAsync(FederationHost.Timeout());

        Assert.Equal((0, 2), (marked, later));
    }

    private static SyncScheduler Scheduler(FederationHost host, TimeProvider time) => new(
        host.Get<FederationConfigs>(), host.Get<FederationRepository>(), host.Get<SyncCoordinator>(), host.Get<ForgottenSources>(), [],
        time, Microsoft.Extensions.Logging.Abstractions.NullLogger<SyncScheduler>.Instance);

    private static string Source(SourceServer server, string more) =>
        $$"""{"kind":"anthropic","endpoint":"{{server.Url}}",{{more}}}""";
}
