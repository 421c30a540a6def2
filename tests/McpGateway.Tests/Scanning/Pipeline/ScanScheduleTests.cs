using McpGateway.Core.Registry.Admission;
using McpGateway.Core.Scanning;
using McpGateway.Core.Scanning.Results;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Leadership;
using McpGateway.Tests.Foundation;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Scanning.Pipeline;

/// <summary>Scans of everything by the clock, of two replicas on one store.</summary>
public sealed class ScanScheduleTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Interval = TimeSpan.FromHours(6);

    private readonly TimerTime _time = new();
    private readonly Lease _lease = new();
    private ScanWorld _one = null!;
    private ScanWorld _other = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var storage = new MemoryDocumentStorage(_time);
        void Share(IServiceCollection services)
        {
            services.AddSingleton<TimeProvider>(_time);
            services.AddSingleton<IDocumentStorage>(storage);
            services.AddSingleton<ILeaderLease>(_lease);
            services.Configure<ScanOptions>(static options => options.IntervalHours = (int)Interval.TotalHours);
        }

        _one = await ScanWorld.StartAsync(Share);
        _other = await ScanWorld.StartAsync(Share);
        await _one.PutAsync();
        await _one.PutAsync("/other");
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task Execute_IntervalHours_HasOneOfTwoReplicasScanEverythingOnce()
    {
        var (leader, follower) = (_one.Scheduler(), _other.Scheduler());
        await leader.StartAsync(Cancellation);
        await UntilAsync(() => Task.FromResult(_lease.IsHeld));
        await follower.StartAsync(Cancellation);
        try
        {
            await UntilAsync(async () => (await RecordsAsync()).Count == 2);
            var first = (await RecordsAsync()).Min(static record => record.Last.At);
            Assert.Null(await RunAsync());

            var one = await NextRunAsync(null);
            Assert.True(one.StartedAt - first >= Interval, $"{one.StartedAt - first}");
            Assert.Equal(ScanTriggers.Schedule, one.Trigger);
            await AssertScheduledAsync(1);

            var two = await NextRunAsync(one);
            Assert.True(two.StartedAt - one.StartedAt >= Interval, $"{two.StartedAt - one.StartedAt}");
            await AssertScheduledAsync(2);
            Assert.Equal((6, 0), (Scans(_one), Scans(_other)));

            await leader.StopAsync(CancellationToken.None);
            var three = await NextRunAsync(two);
            Assert.True(three.StartedAt - two.StartedAt >= Interval, $"{three.StartedAt - two.StartedAt}");
            await AssertScheduledAsync(3);
            Assert.Equal((6, 2), (Scans(_one), Scans(_other)));
        }
        finally
        {
            await leader.StopAsync(CancellationToken.None);
            await follower.StopAsync(CancellationToken.None);
        }
    }

    private static int Scans(ScanWorld world)
    {
        lock (world.Heard.Events)
        {
            return world.Heard.Events.Count(static told => told.EventType == RegistryEventTypes.ScanComplete);
        }
    }

    /// <summary>The run that follows, ended. Until shortly before it is due the clock goes in one step: nothing may happen then.</summary>
    private async Task<RegistryScan> NextRunAsync(RegistryScan? before)
    {
        _time.Advance(Interval - TimeSpan.FromMinutes(2));
        await UntilAsync(async () => await RunAsync() is { EndedAt: not null } run && run.StartedAt > (before?.StartedAt ?? default));
        return (await RunAsync())!;
    }

    private async Task AssertScheduledAsync(int times) => Assert.All(
        await RecordsAsync(),
        record => Assert.Equal(times, record.History.Count(static scan => scan.Trigger == ScanTriggers.Schedule)));

    private async Task<IReadOnlyList<ScanRecord>> RecordsAsync() =>
        [.. (await _other.Get<ScanRepository>().ListAsync(Cancellation)).Select(static record => record.Value)];

    private async Task<RegistryScan?> RunAsync() => (await _other.Get<ScanRepository>().FindRunAsync(Cancellation))?.Value;

    private async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Patience);
        using var turns = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await holds())
        {
            await turns.WaitForNextTickAsync(limit.Token);
            await _one.Get<DocumentStore>().CatchUpAsync(limit.Token);
            await _other.Get<DocumentStore>().CatchUpAsync(limit.Token);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>One of all who ask has it.</summary>
    private sealed class Lease : ILeaderLease
    {
        private int _held;

        public bool IsHeld => Volatile.Read(ref _held) == 1;

        public Task<ILeadership?> TryAcquireAsync(string role, CancellationToken cancellationToken) =>
            Task.FromResult<ILeadership?>(Interlocked.Exchange(ref _held, 1) == 0 ? new Leadership(this) : null);

        private sealed class Leadership(Lease lease) : ILeadership
        {
            public CancellationToken Lost => CancellationToken.None;

            public ValueTask DisposeAsync()
            {
                Interlocked.Exchange(ref lease._held, 0);
                return ValueTask.CompletedTask;
            }
        }
    }
}
