using McpGateway.Core.Federation;
using McpGateway.Core.Federation.Config;
using McpGateway.Core.Federation.Sync;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Leadership;
using McpGateway.Tests.Foundation;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpGateway.IntegrationTests.Federation;

/// <summary>Runs at start and at times of the day, and that replicas do not run twice.</summary>
public sealed class TimedRunTests
{
    [Fact]
    public async Task RunDue_SyncOnStartup_RunsOnceAfterEachStart()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = RegistryPages.Of(2).Answer;
        await using var host = await FederationHost.StartAsync();
        await ConfigureAsync(host, server, "\"sync_on_startup\":true");
        var time = await AfterAsync(host, TimeSpan.FromMinutes(1));
        using var started = Scheduler(host, time);

        await started.RunDueAsync(FederationHost.Timeout());
        await started.RunDueAsync(FederationHost.Timeout());
        using var again = Scheduler(host, time);
        await again.RunDueAsync(FederationHost.Timeout());

        var runs = await RunsAsync(host);
        Assert.All(runs, static run => Assert.Equal((SyncRequest.Startup, true, (string?)null), (run.Trigger, run.IsFull, run.By)));
        Assert.Equal((2, 2, 0), (runs.Count, runs[1].Added, runs[0].Added));
    }

    [Fact]
    public async Task RunDue_Cron_RunsAtItsTimeAndNotBefore()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = RegistryPages.Of(1).Answer;
        await using var host = await FederationHost.StartAsync();
        await ConfigureAsync(host, server, "\"cron\":\"0 3 * * *\"");
        var time = await AfterAsync(host, TimeSpan.Zero);
        using var scheduler = Scheduler(host, time);
        var due = await scheduler.RunDueAsync(FederationHost.Timeout());
        time.Correct(due!.Value - time.GetUtcNow() - TimeSpan.FromSeconds(1));

        await scheduler.RunDueAsync(FederationHost.Timeout());
        var before = (await host.Get<FederationRepository>().FindHistoryAsync("src", FederationHost.Timeout()))?.Value.Runs.Count ?? 0;
        time.Correct(TimeSpan.FromSeconds(1));
        await scheduler.RunDueAsync(FederationHost.Timeout());

        Assert.Equal((3, 0, 0), (due.Value.Hour, due.Value.Minute, before));
        var run = Assert.Single(await RunsAsync(host));
        Assert.Equal((SyncRequest.Schedule, SyncRun.Completed), (run.Trigger, run.Status));
    }

    /// <summary>Each with a coordinator of its own, as replicas have; the next leader goes on where the history ends.</summary>
    [Fact]
    public async Task RunDue_TwoReplicasOneAfterTheOther_RunOncePerDueTime()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = RegistryPages.Of(1).Answer;
        await using var host = await FederationHost.StartAsync();
        await ConfigureAsync(host, server, "\"sync_interval_minutes\":60");
        var time = await AfterAsync(host, TimeSpan.FromMinutes(61));
        using var one = Scheduler(host, time, Coordinator(host, time));
        using var other = Scheduler(host, time, Coordinator(host, time));

        await one.RunDueAsync(FederationHost.Timeout());
        await other.RunDueAsync(FederationHost.Timeout());
        var first = (await RunsAsync(host)).Count;
        time.Correct(TimeSpan.FromMinutes(61));
        await other.RunDueAsync(FederationHost.Timeout());
        await one.RunDueAsync(FederationHost.Timeout());

        Assert.Equal((1, 2), (first, (await RunsAsync(host)).Count));
    }

    /// <summary>At the same time the leader alone runs, and the other one takes over when it stops.</summary>
    [Fact]
    public async Task Start_TwoReplicasAtATime_TheLeaderRuns_AndTheOtherAfterIt()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = RegistryPages.Of(1).Answer;
        await using var host = await FederationHost.StartAsync();
        await ConfigureAsync(host, server, "\"sync_on_startup\":true");
        using var lease = new OneLease();
        await using var leader = new Started(Scheduler(host, TimeProvider.System, Coordinator(host, TimeProvider.System), lease));
        await Eventually.UntilAsync(async () => (await HistoryAsync(host)) is { Count: 1 });
        await using var other = new Started(Scheduler(host, TimeProvider.System, Coordinator(host, TimeProvider.System), lease));
        await Eventually.UntilAsync(() => lease.Refused > 0);
        var whileLed = (await RunsAsync(host)).Count;

        await leader.DisposeAsync();
        await Eventually.UntilAsync(async () => (await HistoryAsync(host)) is { Count: 2 });

        Assert.Equal(1, whileLed);
        Assert.All(await RunsAsync(host), static run => Assert.Equal(SyncRequest.Startup, run.Trigger));
    }

    private static Task ConfigureAsync(FederationHost host, SourceServer server, string more) =>
        host.ConfigureAsync("src", $$"""{"kind":"anthropic","enabled":true,"endpoint":"{{server.Url}}",{{more}}}""");

    /// <summary>A clock that shows the time when the source was configured, and more.</summary>
    private static async Task<ManualTimeProvider> AfterAsync(FederationHost host, TimeSpan more)
    {
        var configured = (await host.Get<FederationConfigs>().FindAsync("default", FederationHost.Timeout()))!.UpdatedAt;
        var time = new ManualTimeProvider();
        time.Correct(configured + more - time.GetUtcNow());
        return time;
    }

    private static SyncScheduler Scheduler(
        FederationHost host, TimeProvider time, SyncCoordinator? coordinator = null, params ILeaderLease[] leases) => new(
        host.Get<FederationConfigs>(), host.Get<FederationRepository>(), coordinator ?? Coordinator(host, time),
        host.Get<ForgottenSources>(), leases, time, NullLogger<SyncScheduler>.Instance);

    private static SyncCoordinator Coordinator(FederationHost host, TimeProvider time) => new(
        host.Get<SyncPass>(), host.Get<FederationRepository>(), host.Get<DocumentStore>(), host.Get<IOptions<FederationOptions>>(),
        host.Get<SyncMeter>(), time, NullLogger<SyncCoordinator>.Instance);

    private static async Task<IReadOnlyList<SyncRun>?> HistoryAsync(FederationHost host) =>
        (await host.Get<FederationRepository>().FindHistoryAsync("src", FederationHost.Timeout()))?.Value.Runs;

    private static async Task<IReadOnlyList<SyncRun>> RunsAsync(FederationHost host) => (await HistoryAsync(host))!;

    /// <summary>A scheduler that runs until it is disposed of.</summary>
    private sealed class Started : IAsyncDisposable
    {
        private readonly SyncScheduler _scheduler;
        private bool _isStopped;

        public Started(SyncScheduler scheduler)
        {
            _scheduler = scheduler;
            _ = scheduler.StartAsync(FederationHost.Timeout());
        }

        public async ValueTask DisposeAsync()
        {
            if (!_isStopped)
            {
                _isStopped = true;
                await _scheduler.StopAsync(CancellationToken.None);
                _scheduler.Dispose();
            }
        }
    }

    private sealed class OneLease : ILeaderLease, IDisposable
    {
        private readonly SemaphoreSlim _free = new(1, 1);
        private int _refused;

        public int Refused => Volatile.Read(ref _refused);

        public async Task<ILeadership?> TryAcquireAsync(string role, CancellationToken cancellationToken)
        {
            if (await _free.WaitAsync(TimeSpan.Zero, cancellationToken))
            {
                return new Held(_free);
            }

            Interlocked.Increment(ref _refused);
            return null;
        }

        public void Dispose() => _free.Dispose();

        private sealed class Held(SemaphoreSlim free) : ILeadership
        {
            public CancellationToken Lost => CancellationToken.None;

            public ValueTask DisposeAsync()
            {
                free.Release();
                return ValueTask.CompletedTask;
            }
        }
    }
}
