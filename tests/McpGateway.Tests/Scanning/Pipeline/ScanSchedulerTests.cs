using System.Collections.Concurrent;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning;
using McpGateway.Core.Scanning.Pipeline;
using McpGateway.Core.Scanning.Results;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Foundation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpGateway.Tests.Scanning.Pipeline;

public sealed class ScanSchedulerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>A store that is away is asked now and then, and told of once; when it is back, everything is scanned.</summary>
    [Fact]
    public async Task Execute_StoreThatIsAway_IsAskedWithGrowingPausesAndToldOnce()
    {
        var time = new TimerTime();
        var storage = new BrokenStorage(time);
        var lines = new Lines();
        await using var world = await ScanWorld.StartAsync(services =>
        {
            services.AddSingleton<TimeProvider>(time);
            services.AddSingleton<IDocumentStorage>(storage);
            services.AddSingleton<ILogger<ScanScheduler>>(lines);

            // Tagging asks the store as well.
            services.Configure<ScanOptions>(static options => options.Servers.AddPendingTag = false);
        });
        await world.PutAsync();
        await world.PutAsync("/other");
        storage.Fails = true;
        var scheduler = world.Scheduler();
        await scheduler.StartAsync(TestContext.Current.CancellationToken);
        try
        {
            // Each of the two after 0, 1, 3 and 7 seconds.
            var begun = time.GetUtcNow();
            await UntilAsync(() => storage.Failures >= 8, time);
            var passed = time.GetUtcNow() - begun;
            var told = lines.Texts.Count(static text => text.Contains("broke and is tried again", StringComparison.Ordinal));

            Assert.True(passed >= TimeSpan.FromSeconds(7), passed.ToString());
            Assert.InRange(told, 1, 1 + (int)passed.TotalMinutes);

            storage.Fails = false;
            var scans = world.Get<ScanCatalog>();
            await UntilAsync(() => scans.Current.Count == 2, time);
        }
        finally
        {
            await scheduler.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>Nothing is scanned anew for it: the same findings count again.</summary>
    [Fact]
    public async Task Execute_AcceptanceWhoseTimeIsOver_DisablesWithoutAnotherScan()
    {
        var time = new TimerTime();
        await using var world = await ScanWorld.StartAsync(services => services.AddSingleton<TimeProvider>(time));
        await world.PutAsync(description: ScanWorld.Poison);
        var scanned = await world.ScanAsync("/weather");
        var until = time.GetUtcNow() + TimeSpan.FromMinutes(10);
        await world.Get<ScanRunner>().ChangeAsync(
            "/weather",
            record => record with
            {
                Findings =
                [
                    .. record.Findings.Select(finding => finding with { Accepted = new("ann", time.GetUtcNow(), "Known", until) }),
                ],
            },
            TestContext.Current.CancellationToken);
        await world.PutAsync(description: ScanWorld.Poison);
        var scheduler = world.Scheduler();
        await scheduler.StartAsync(TestContext.Current.CancellationToken);
        try
        {
            await UntilAsync(() => !IsEnabled(world), time);
        }
        finally
        {
            await scheduler.StopAsync(CancellationToken.None);
        }

        Assert.True(time.GetUtcNow() >= until);
        Assert.Equal(scanned.Last.At, world.Get<ScanCatalog>().Current["/weather"].Last.At);
    }

    private static bool IsEnabled(ScanWorld world) => world.Get<ServerCatalog>().Current["/weather"].Server.IsEnabled;

    private static async Task UntilAsync(Func<bool> holds, TimerTime time)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        using var turns = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!holds())
        {
            await turns.WaitForNextTickAsync(limit.Token);
            time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private sealed class Lines : ILogger<ScanScheduler>
    {
        public ConcurrentQueue<string> Texts { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Texts.Enqueue(formatter(state, exception));
    }
}
