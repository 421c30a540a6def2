using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Storage.Contracts;
using McpGateway.Tests.Web;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Foundation.Documents;

/// <summary>The feed brings what other replicas wrote, by polling and by signal, and outlives a store that is away.</summary>
public sealed class ChangeFeedServiceTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SteppedTime _time = new();
    private readonly FlakyStorage _storage = new();
    private readonly Listener _listener = new();
    private readonly DocumentStore _documents;

    public ChangeFeedServiceTests() => _documents = new(_storage, () => [_listener], NullLogger<DocumentStore>.Instance);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _documents.Dispose();

    [Fact]
    public async Task Poll_AnotherReplicaWrote_HandlersHearOfIt()
    {
        await using var feed = await StartAsync();
        await _storage.CommitAsync(new DocumentBatch().Put(Notes.Plain, "a", new("1"), null), Cancel);

        await AdvanceAsync();

        Assert.Equal(["a"], await _listener.NextAsync(Patience));
        Assert.Equal(1, _documents.AppliedRevision);
    }

    [Fact]
    public async Task Signal_Given_IsNotHeldBackByThePoll()
    {
        var signal = new ManualSignal();
        await using var feed = await StartAsync(signal);
        await _storage.CommitAsync(new DocumentBatch().Put(Notes.Plain, "a", new("1"), null), Cancel);

        signal.Give();

        Assert.Equal(["a"], await _listener.NextAsync(Patience));
    }

    [Fact]
    public async Task Signal_NeverGiven_ThePollBringsTheChange()
    {
        await using var feed = await StartAsync(new ManualSignal());
        await _storage.CommitAsync(new DocumentBatch().Put(Notes.Plain, "a", new("1"), null), Cancel);

        await AdvanceAsync();

        Assert.Equal(["a"], await _listener.NextAsync(Patience));
    }

    [Fact]
    public async Task Store_AwayForARound_TheNextOneBringsTheChange()
    {
        await using var feed = await StartAsync();
        await _storage.CommitAsync(new DocumentBatch().Put(Notes.Plain, "a", new("1"), null), Cancel);
        _storage.Fails = true;

        await AdvanceAsync();
        await _storage.Failed.Task.WaitAsync(Patience, Cancel);
        _storage.Fails = false;
        await AdvanceAsync();

        Assert.Equal(["a"], await _listener.NextAsync(Patience));
    }

    [Fact]
    public async Task Sweep_IntervalOver_ExpiredDocumentsGo()
    {
        await using var feed = await StartAsync();
        var until = _time.GetUtcNow() + TimeSpan.FromSeconds(5);
        await _storage.CommitAsync(new DocumentBatch().Put(Notes.Plain, "a", new("1") { Until = until }, null), Cancel);

        await AdvanceAsync();
        Assert.Equal(0, _storage.Sweeps);
        _time.Advance(TimeSpan.FromMinutes(1));
        await _storage.Swept.Task.WaitAsync(Patience, Cancel);

        Assert.Equal(1, _storage.Sweeps);
    }

    [Fact]
    public async Task Stop_WhileItWaits_EndsAtOnce()
    {
        var feed = await StartAsync(new ManualSignal());

        await feed.StopAsync();

        Assert.Equal(0, _time.Waiting);
    }

    [Theory]
    [InlineData(49, 60_000, "Ledger:PollInterval")]
    [InlineData(60_001, 60_000, "Ledger:PollInterval")]
    [InlineData(500, 999, "Ledger:SweepInterval")]
    [InlineData(500, 86_400_001, "Ledger:SweepInterval")]
    [InlineData(50, 1000, null)]
    [InlineData(60_000, 86_400_000, null)]
    public void Validate_Intervals_AreWithinBounds(int poll, int sweep, string? key)
    {
        var result = new ChangeFeedOptionsValidator().Validate(
            null, new() { PollInterval = TimeSpan.FromMilliseconds(poll), SweepInterval = TimeSpan.FromMilliseconds(sweep) });

        Assert.Equal(key is not null, result.Failed);
        Assert.True(key is null || result.FailureMessage!.Contains(key, StringComparison.Ordinal));
    }

    private async Task<Running> StartAsync(IChangeSignal? signal = null)
    {
        await _documents.StartAsync(Cancel);
        var feed = new ChangeFeedService(
            _documents, _storage, signal is null ? [] : [signal], Options.Create(new ChangeFeedOptions()), _time,
            NullLogger<ChangeFeedService>.Instance);
        await feed.StartAsync(Cancel);
        return new(feed);
    }

    /// <summary>Past the next poll, once somebody waits for it.</summary>
    private async Task AdvanceAsync()
    {
        while (_time.Waiting == 0)
        {
            await Task.Yield();
        }

        _time.Advance(TimeSpan.FromMilliseconds(500));
    }

    private sealed class Running(ChangeFeedService feed) : IAsyncDisposable
    {
        public Task StopAsync() => feed.StopAsync(Cancel);

        public async ValueTask DisposeAsync()
        {
            await feed.StopAsync(CancellationToken.None);
            feed.Dispose();
        }
    }

    private sealed class ManualSignal : IChangeSignal
    {
        private readonly TaskCompletionSource _given = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _taken;

        public void Give() => _given.SetResult();

        public async Task WaitAsync(CancellationToken cancellationToken)
        {
            await (_taken ? Task.Delay(Timeout.Infinite, cancellationToken) : _given.Task.WaitAsync(cancellationToken));
            _taken = true;
        }
    }

    private sealed class Listener : IChangeHandler
    {
        private readonly System.Threading.Channels.Channel<string[]> _heard = System.Threading.Channels.Channel.CreateUnbounded<string[]>();

        public ChangePhase Phase => ChangePhase.Snapshot;

        public async Task<string[]> NextAsync(TimeSpan patience) => await _heard.Reader.ReadAsync(Cancel).AsTask()
            .WaitAsync(patience, Cancel);

        public Task LoadAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task ApplyAsync(ChangeSet changes, CancellationToken cancellationToken)
        {
            _heard.Writer.TryWrite([.. changes.KeysOf(Notes.Plain.Name)]);
            return Task.CompletedTask;
        }
    }

    /// <summary>Memory that can be away.</summary>
    private sealed class FlakyStorage : IDocumentStorage
    {
        private readonly MemoryDocumentStorage _inner = new();

        public bool Fails { get; set; }

        public int Sweeps { get; private set; }

        public TaskCompletionSource Failed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Swept { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Document<T>?> FindAsync<T>(DocumentKind<T> kind, string key, CancellationToken cancellationToken)
            where T : class => _inner.FindAsync(kind, key, cancellationToken);

        public Task<IReadOnlyList<Document<T>>> ListAsync<T>(DocumentKind<T> kind, CancellationToken cancellationToken)
            where T : class => _inner.ListAsync(kind, cancellationToken);

        public Task<IReadOnlyList<Document<T>>> ListByOwnerAsync<T>(DocumentKind<T> kind, string owner, CancellationToken cancellationToken)
            where T : class => _inner.ListByOwnerAsync(kind, owner, cancellationToken);

        public Task<Result<long>> CommitAsync(DocumentBatch batch, CancellationToken cancellationToken) =>
            _inner.CommitAsync(batch, cancellationToken);

        public Task<FeedReading> ReadFeedAsync(StorePosition since, CancellationToken cancellationToken)
        {
            if (Fails)
            {
                Failed.TrySetResult();
                throw new InvalidOperationException("The store is away.");
            }

            return _inner.ReadFeedAsync(since, cancellationToken);
        }

        public Task<StorePosition> ReadPositionAsync(CancellationToken cancellationToken) => _inner.ReadPositionAsync(cancellationToken);

        public Task<long> ReadRevisionAsync(CancellationToken cancellationToken) => _inner.ReadRevisionAsync(cancellationToken);

        public Task<int> SweepAsync(CancellationToken cancellationToken)
        {
            Sweeps++;
            Swept.TrySetResult();
            return _inner.SweepAsync(cancellationToken);
        }
    }
}
