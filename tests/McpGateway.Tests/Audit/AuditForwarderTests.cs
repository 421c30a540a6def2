using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using McpGateway.Core.Audit.Forwarding;
using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;
using McpGateway.Storage.Audit;
using McpGateway.Tests.Foundation;
using McpGateway.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Audit;

/// <summary>What the log is told of receivers that take nothing.</summary>
public sealed class AuditForwarderTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TimerTime _time = new();
    private readonly SqliteFixture _fixture = new(TimeProvider.System);
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _fixture.DisposeAsync();
    }

    [Fact]
    public async Task Forward_ReceiverThatIsDownForLong_IsToldOnceInAMinute()
    {
        var trail = new SqlAuditTrail(_fixture.Database);
        await trail.WriteDeliveryAsync("down", AuditStreams.SignIn, new(0, 0), Cancel);
        await trail.AppendAsync([Event()], Cancel);
        var (receiver, log) = (new Down(), new WarningLog());
        using var forwarder = new AuditForwarder(
            [receiver], trail, [], Options.Create(new ForwardOptions()), _services.GetRequiredService<IMeterFactory>(), _time, log);
        await forwarder.StartAsync(Cancel);

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(Patience);
        for (var attempt = 0; attempt < 4; attempt++)
        {
            while (!await receiver.Asked.WaitAsync(TimeSpan.FromMilliseconds(20), limit.Token))
            {
                // Until the turn is over and its timer waits; the pause of the receiver is shorter.
                if (_time.Waiting > 0)
                {
                    _time.Advance(TimeSpan.FromSeconds(10));
                }
            }
        }

        await forwarder.StopAsync(Cancel).WaitAsync(Patience, Cancel);
        Assert.InRange(log.Warnings.Count, 1, 1 + (int)(_time.GetUtcNow() - new TimerTime().GetUtcNow()).TotalMinutes);
    }

    /// <summary>What is older than the limit is left out, counted and said; what is not waits.</summary>
    [Fact]
    public async Task Forward_ReceiverThatIsDownForTooLong_IsNotGivenWhatIsOld()
    {
        var trail = new SqlAuditTrail(_fixture.Database);
        await trail.WriteDeliveryAsync("down", AuditStreams.SignIn, new(0, 0), Cancel);
        var old = Event() with { Timestamp = _time.GetUtcNow() - TimeSpan.FromHours(2) };
        await trail.AppendAsync([old, old, Event()], Cancel);
        var meters = _services.GetRequiredService<IMeterFactory>();
        var (dropped, log) = (0L, new WarningLog());
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Scope == meters && instrument.Name == Instruments.AuditForwardDropped)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref dropped, value));
        listener.Start();
        using var forwarder = new AuditForwarder(
            [new Down()], trail, [],
            Options.Create(new ForwardOptions { WhenDown = ForwardOptions.Drop, MaxDelay = TimeSpan.FromHours(1) }), meters, _time, log);

        await forwarder.ForwardAsync(Cancel);

        Assert.Equal(new AuditDelivery(2, 2), (await trail.ReadDeliveriesAsync("down", Cancel))[AuditStreams.SignIn]);
        Assert.Equal(2, dropped);
        Assert.Contains("2 events of the audit were left out for the receiver down", Assert.Single(log.Errors), StringComparison.Ordinal);
        Assert.Equal(3, (await trail.ReadAsync(AuditStreams.SignIn, 0, 10, Cancel)).Count);
    }

    private AuditEvent Event() => new()
    {
        LogType = AuditStreams.SignIn,
        Timestamp = _time.GetUtcNow(),
        Identity = new() { Username = "ann" },
        Response = new() { Outcome = AuditOutcomes.Success },
        Action = new() { Operation = "login", ResourceType = "session" },
        Authorization = new() { Decision = AuditDecisions.NotRequired },
    };

    private sealed class Down : IAuditReceiver
    {
        public SemaphoreSlim Asked { get; } = new(0);

        public string Name => "down";

        public Task SendAsync(IReadOnlyList<AuditRow> rows, CancellationToken cancellationToken)
        {
            Asked.Release();
            return Task.FromException(new IOException("Nobody listens."));
        }
    }

    private sealed class WarningLog : ILogger<AuditForwarder>
    {
        public ConcurrentQueue<string> Warnings { get; } = new();

        public ConcurrentQueue<string> Errors { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning)
            {
                Warnings.Enqueue(formatter(state, exception));
            }
            else if (logLevel == LogLevel.Error)
            {
                Errors.Enqueue(formatter(state, exception));
            }
        }
    }
}
