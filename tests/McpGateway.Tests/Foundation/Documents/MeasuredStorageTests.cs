using System.Diagnostics.Metrics;
using McpGateway.Core.Health;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Foundation.Documents;

/// <summary>The store's time, for whoever listens, and the same answers for everybody.</summary>
public sealed class MeasuredStorageTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly List<string> _seen = [];
    private readonly List<double> _seconds = [];
    private MeterListener? _listener;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _listener?.Dispose();
        _services.Dispose();
    }

    [Fact]
    public async Task Operations_SomebodyListens_AreMeasuredByName()
    {
        var storage = Measured(new MemoryDocumentStorage(_time));
        Listen();

        Assert.Null(await storage.FindAsync(HealthRepository.Health, "/a", Cancellation));
        Assert.Empty(await storage.ListAsync(HealthRepository.Health, Cancellation));
        Assert.True((await storage.CommitAsync(new DocumentBatch(), Cancellation)).IsSuccess);
        Assert.Equal(0, await storage.ReadRevisionAsync(Cancellation));

        Assert.Equal(["find True", "list True", "commit True", "position True"], _seen);
    }

    [Fact]
    public async Task Operation_ThatFails_IsMeasuredAsSuch()
    {
        var storage = Measured(new Gone(new StorageUnavailableException(StorageFault.Broken)));
        Listen();

        await Assert.ThrowsAsync<StorageUnavailableException>(() => storage.ReadRevisionAsync(Cancellation));

        Assert.Equal(["position False"], _seen);
    }

    [Fact]
    public async Task Operation_WhoseCallerHasGone_SaysNothingOfTheStore()
    {
        var storage = Measured(new Gone(new OperationCanceledException()));
        Listen();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => storage.ReadRevisionAsync(Cancellation));

        Assert.Equal(["position True"], _seen);
    }

    /// <summary>SQLite reads on the thread that asks.</summary>
    [Fact]
    public async Task Operation_ThatWorksBeforeItFirstWaits_IsMeasuredWhole()
    {
        var storage = Measured(new Gone(null, Task.FromResult(7L), () => _time.Advance(TimeSpan.FromSeconds(2))));
        Listen();

        await storage.ReadRevisionAsync(Cancellation);

        Assert.Equal(2, Assert.Single(_seconds));
    }

    [Fact]
    public void Operation_NobodyListens_IsTheStoresOwn()
    {
        var pending = new TaskCompletionSource<long>();
        var storage = Measured(new Gone(null, pending.Task));

        Assert.Same(pending.Task, storage.ReadRevisionAsync(Cancellation));
    }

    private MeasuredStorage Measured(IDocumentStorage storage) =>
        new(storage, new(_services.GetRequiredService<IMeterFactory>()), _time);

    private void Listen()
    {
        var factory = _services.GetRequiredService<IMeterFactory>();
        _listener = new()
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Scope == factory)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) =>
        {
            _seen.Add($"{tags[0].Value} {tags[1].Value}");
            _seconds.Add(seconds);
        });
        _listener.Start();
    }

    /// <summary>A store that answers one question, or not.</summary>
    private sealed class Gone(Exception? failure, Task<long>? answer = null, Action? working = null) : IDocumentStorage
    {
        public Task<long> ReadRevisionAsync(CancellationToken cancellationToken)
        {
            working?.Invoke();
            return answer ?? Task.FromException<long>(failure!);
        }

        public Task<Document<T>?> FindAsync<T>(DocumentKind<T> kind, string key, CancellationToken cancellationToken)
            where T : class => throw new NotSupportedException();

        public Task<IReadOnlyList<Document<T>>> ListAsync<T>(DocumentKind<T> kind, CancellationToken cancellationToken)
            where T : class => throw new NotSupportedException();

        public Task<IReadOnlyList<Document<T>>> ListByOwnerAsync<T>(
            DocumentKind<T> kind, string owner, CancellationToken cancellationToken)
            where T : class => throw new NotSupportedException();

        public Task<Result<long>> CommitAsync(DocumentBatch batch, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<FeedReading> ReadFeedAsync(StorePosition since, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<StorePosition> ReadPositionAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int> SweepAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
