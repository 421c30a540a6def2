using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Storage;
using McpGateway.Tests.Storage.Contracts;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.Tests.Foundation.Documents;

/// <summary>Revocations that wait to be stored, while several store at once.</summary>
public sealed class UnstoredRaceTests : IAsyncDisposable
{
    private readonly SqliteFixture _fixture = new(TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task StoreUnstored_TwiceAtOnce_StoresOnce()
    {
        var storage = new Interrupted(_fixture.Documents);
        using var documents = new DocumentStore(storage, static () => [], NullLogger<DocumentStore>.Instance);
        storage.IsAway = true;
        await Assert.ThrowsAsync<StorageUnavailableException>(() => documents.CommitAsync(Delete("a").AsRevocation(), Cancel));
        storage.IsAway = false;
        var held = storage.HoldNext();

        var first = documents.StoreUnstoredAsync(Cancel);
        var second = documents.StoreUnstoredAsync(Cancel);
        held.SetResult();

        Assert.Equal((0, 0), (await first, await second));
        Assert.Equal(["a"], storage.Stored);
    }

    [Fact]
    public async Task Commit_WhileWhatWaitsIsBeingStored_ComesAfterIt()
    {
        var storage = new Interrupted(_fixture.Documents);
        using var documents = new DocumentStore(storage, static () => [], NullLogger<DocumentStore>.Instance);
        storage.IsAway = true;
        await Assert.ThrowsAsync<StorageUnavailableException>(() => documents.CommitAsync(Delete("a", "b").AsRevocation(), Cancel));
        storage.IsAway = false;
        var held = storage.HoldNext();

        var storing = documents.StoreUnstoredAsync(Cancel);
        var later = documents.CommitAsync(new DocumentBatch().Put(Notes.Plain, "a", new("again"), null), Cancel);
        held.SetResult();

        Assert.Equal(0, await storing);
        Assert.True((await later).IsSuccess);
        Assert.Equal(["a b", "a"], storage.Stored);
        Assert.NotNull(await documents.FindAsync(Notes.Plain, "a", Cancel));
    }

    /// <summary>The revocation's own commit goes on: whoever stores the same would do it a second time.</summary>
    [Fact]
    public async Task Supersede_PartOfWhatWaits_LeavesTheRestToItsOwnCommit()
    {
        var storage = new Interrupted(_fixture.Documents);
        var heard = new Heard();
        using var documents = new DocumentStore(storage, () => [heard], NullLogger<DocumentStore>.Instance);
        await documents.StartAsync(Cancel);
        var held = storage.HoldNext();
        var revoking = documents.CommitAsync(Delete("a", "b").AsRevocation(), Cancel);
        await heard.First.WaitAsync(TimeSpan.FromMinutes(1), Cancel);

        Assert.True((await documents.CommitAsync(new DocumentBatch().Put(Notes.Plain, "a", new("later"), null), Cancel)).IsSuccess);
        Assert.Equal(1, await documents.StoreUnstoredAsync(Cancel));
        Assert.Equal(["a"], storage.Stored);
        held.SetResult();

        Assert.True((await revoking).IsSuccess);
        Assert.Equal(0, await documents.StoreUnstoredAsync(Cancel));
        Assert.Equal(["a", "a b"], storage.Stored);
    }

    [Fact]
    public async Task Supersede_PartOfWhatWaits_LeavesTheRestInForceUntilItIsStored()
    {
        var writes = new UnstoredWrites(_fixture.Documents);
        var number = writes.Add(Delete("a", "b"), isOnItsWay: true);

        writes.Supersede(new DocumentBatch().Put(Notes.Plain, "a", new("later"), null));
        var left = writes.Find(number)!;
        Assert.Equal((true, "b"), (left.IsOnItsWay, Assert.Single(left.Batch.Writes).Key));
        writes.Defer(number);
        Assert.False(writes.Find(number)!.IsOnItsWay);
        writes.Remove(number);

        Assert.Empty(writes.Batches);
        Assert.Null(await writes.FindAsync(Notes.Plain, "b", Cancel));
    }

    private static DocumentBatch Delete(params string[] keys) =>
        keys.Aggregate(new DocumentBatch(), static (batch, key) => batch.Delete(Notes.Plain, key, null));

    /// <summary>A database that goes away, or takes its time with a commit, when a test says so.</summary>
    private sealed class Interrupted(IDocumentStorage inner) : IDocumentStorage
    {
        private TaskCompletionSource? _held;

        public bool IsAway { get; set; }

        /// <summary>The keys of each commit that came through.</summary>
        public List<string> Stored { get; } = [];

        /// <returns>Lets the next commit go on.</returns>
        public TaskCompletionSource HoldNext() => _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<Result<long>> CommitAsync(DocumentBatch batch, CancellationToken cancellationToken)
        {
            if (IsAway)
            {
                throw new StorageUnavailableException(StorageFault.Away);
            }

            if (Interlocked.Exchange(ref _held, null) is { } held)
            {
                await held.Task.WaitAsync(cancellationToken);
            }

            var committed = await inner.CommitAsync(batch, cancellationToken);
            Stored.Add(string.Join(' ', batch.Writes.Select(static write => write.Key)));
            return committed;
        }

        public Task<Document<T>?> FindAsync<T>(DocumentKind<T> kind, string key, CancellationToken cancellationToken)
            where T : class => inner.FindAsync(kind, key, cancellationToken);

        public Task<IReadOnlyList<Document<T>>> ListAsync<T>(DocumentKind<T> kind, CancellationToken cancellationToken)
            where T : class => inner.ListAsync(kind, cancellationToken);

        public Task<IReadOnlyList<Document<T>>> ListByOwnerAsync<T>(
            DocumentKind<T> kind, string owner, CancellationToken cancellationToken)
            where T : class => inner.ListByOwnerAsync(kind, owner, cancellationToken);

        public Task<FeedReading> ReadFeedAsync(StorePosition since, CancellationToken cancellationToken) =>
            inner.ReadFeedAsync(since, cancellationToken);

        public Task<StorePosition> ReadPositionAsync(CancellationToken cancellationToken) => inner.ReadPositionAsync(cancellationToken);

        public Task<long> ReadRevisionAsync(CancellationToken cancellationToken) => inner.ReadRevisionAsync(cancellationToken);

        public Task<int> SweepAsync(CancellationToken cancellationToken) => inner.SweepAsync(cancellationToken);
    }

    private sealed class Heard : IChangeHandler
    {
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task First => _first.Task;

        public ChangePhase Phase => ChangePhase.Snapshot;

        public Task LoadAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task ApplyAsync(ChangeSet changes, CancellationToken cancellationToken)
        {
            _first.TrySetResult();
            return Task.CompletedTask;
        }
    }
}
