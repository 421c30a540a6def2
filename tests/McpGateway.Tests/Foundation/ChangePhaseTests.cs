using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Storage.Contracts;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.Tests.Foundation;

public sealed class ChangePhaseTests : IDisposable
{
    private readonly CountingStorage _storage = new();
    private readonly List<string> _calls = [];
    private DocumentStore? _documents;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _documents?.Dispose();

    [Theory]
    [InlineData(ChangePhase.Snapshot, ChangePhase.Derived, ChangePhase.Notify)]
    [InlineData(ChangePhase.Notify, ChangePhase.Derived, ChangePhase.Snapshot)]
    [InlineData(ChangePhase.Derived, ChangePhase.Notify, ChangePhase.Snapshot)]
    public async Task Handlers_RegisteredInAnyOrder_AreCalledByPhase(params ChangePhase[] registered)
    {
        await StartAsync([.. registered.Select(phase => new Handler(phase, _calls))]);

        await PutAsync("a");

        Assert.Equal(["load Snapshot", "load Derived", "load Notify", "Snapshot a", "Derived a", "Notify a"], _calls);
    }

    [Fact]
    public async Task Handlers_OfOnePhase_KeepTheOrderOfRegistration()
    {
        await StartAsync(
            new Handler(
                ChangePhase.Notify, _calls,
                "n"), new Handler(ChangePhase.Derived, _calls, "first"), new Handler(ChangePhase.Derived, _calls, "second"));
        _calls.Clear();

        await PutAsync("a");

        Assert.Equal(["first a", "second a", "n a"], _calls);
    }

    [Theory]
    [InlineData(ChangePhase.Snapshot)]
    [InlineData(ChangePhase.Derived)]
    [InlineData(ChangePhase.Notify)]
    public async Task Handler_Fails_LaterPhasesAreCalledAndItIsToldAgain(ChangePhase failing)
    {
        var handlers = Enum.GetValues<ChangePhase>().Select(phase => new Handler(phase, _calls) { Fails = phase == failing }).ToArray();
        await StartAsync(handlers);
        _calls.Clear();

        await PutAsync("a");
        var told = Enum.GetValues<ChangePhase>().Where(phase => phase != failing).Select(phase => $"{phase} a").ToArray();
        Assert.Equal(told, _calls);

        handlers[(int)failing].Fails = false;
        await _documents!.CatchUpAsync(Cancel);
        Assert.Equal([.. told, $"{failing} a"], _calls);
    }

    [Fact]
    public async Task Find_ByEveryHandler_ReadsEachChangedDocumentOnce()
    {
        var handlers = Enumerable.Range(0, 5).Select(_ => new Handler(ChangePhase.Derived, _calls) { Reads = true }).ToArray();
        await StartAsync(handlers);

        var batch = new DocumentBatch().Put(Notes.Plain, "a", new("1"), null).Put(Notes.Plain, "b", new("2"), null);
        await _documents!.CommitAsync(batch, Cancel);

        Assert.Equal(["a", "b"], _storage.Found.Order(StringComparer.Ordinal));
        Assert.All(handlers, handler => Assert.Equal(["1", "2"], handler.Texts));
    }

    [Fact]
    public async Task Find_AfterDeletion_IsReadOnceAndNull()
    {
        await StartAsync(
            new Handler(ChangePhase.Snapshot, _calls) { Reads = true }, new Handler(ChangePhase.Derived, _calls) { Reads = true });
        await PutAsync("a");
        _storage.Found.Clear();

        await _documents!.CommitAsync(new DocumentBatch().Delete(Notes.Plain, "a", null), Cancel);

        Assert.Equal(["a"], _storage.Found);
        Assert.Equal(["Snapshot a", "Derived a"], _calls[^2..]);
    }

    [Fact]
    public async Task Find_NextChangeSet_ReadsAgain()
    {
        var handler = new Handler(ChangePhase.Snapshot, _calls) { Reads = true };
        await StartAsync(handler);

        await PutAsync("a");
        await PutAsync("a");

        Assert.Equal(["a", "a"], _storage.Found);
    }

    [Fact]
    public async Task Find_ReadFailedForOneHandler_IsTriedForTheNext()
    {
        var (first, second) = (
            new Handler(ChangePhase.Snapshot, _calls) { Reads = true }, new Handler(ChangePhase.Derived, _calls) { Reads = true });
        await StartAsync(first, second);
        _storage.FailuresLeft = 1;

        await PutAsync("a");

        Assert.Empty(first.Texts);
        Assert.Equal(["x"], second.Texts);
    }

    private async Task StartAsync(params Handler[] handlers)
    {
        _documents = new(_storage, () => handlers, NullLogger<DocumentStore>.Instance);
        await _documents.StartAsync(Cancel);
    }

    private async Task PutAsync(string key) =>
        Assert.True((await _documents!.CommitAsync(new DocumentBatch().Put(Notes.Plain, key, new("x"), null), Cancel)).IsSuccess);

    private sealed class Handler(ChangePhase phase, List<string> calls, string? name = null) : IChangeHandler
    {
        private readonly string _name = name ?? phase.ToString();

        public ChangePhase Phase => phase;

        public bool Fails { get; set; }

        public bool Reads { get; init; }

        public List<string> Texts { get; } = [];

        public Task LoadAsync(CancellationToken cancellationToken)
        {
            calls.Add("load " + _name);
            return Task.CompletedTask;
        }

        public async Task ApplyAsync(ChangeSet changes, CancellationToken cancellationToken)
        {
            if (Fails)
            {
                throw new InvalidOperationException("broken on purpose");
            }

            foreach (var key in changes.KeysOf(Notes.Plain.Name))
            {
                if (Reads && await changes.FindAsync(Notes.Plain, key, cancellationToken) is { } note)
                {
                    Texts.Add(note.Value.Text);
                }

                calls.Add($"{_name} {key}");
            }
        }
    }

    /// <summary>Notes which documents are read one by one.</summary>
    private sealed class CountingStorage : IDocumentStorage
    {
        private readonly MemoryDocumentStorage _inner = new();

        public List<string> Found { get; } = [];

        public int FailuresLeft { get; set; }

        public Task<Document<T>?> FindAsync<T>(DocumentKind<T> kind, string key, CancellationToken cancellationToken)
            where T : class
        {
            Found.Add(key);
            return FailuresLeft-- > 0 ? throw new InvalidOperationException("away") : _inner.FindAsync(kind, key, cancellationToken);
        }

        public Task<IReadOnlyList<Document<T>>> ListAsync<T>(DocumentKind<T> kind, CancellationToken cancellationToken)
            where T : class => _inner.ListAsync(kind, cancellationToken);

        public Task<IReadOnlyList<Document<T>>> ListByOwnerAsync<T>(DocumentKind<T> kind, string owner, CancellationToken cancellationToken)
            where T : class => _inner.ListByOwnerAsync(kind, owner, cancellationToken);

        public Task<Result<long>> CommitAsync(DocumentBatch batch, CancellationToken cancellationToken) =>
            _inner.CommitAsync(batch, cancellationToken);

        public Task<FeedReading> ReadFeedAsync(StorePosition since, CancellationToken cancellationToken) =>
            _inner.ReadFeedAsync(since, cancellationToken);

        public Task<StorePosition> ReadPositionAsync(CancellationToken cancellationToken) => _inner.ReadPositionAsync(cancellationToken);

        public Task<long> ReadRevisionAsync(CancellationToken cancellationToken) => _inner.ReadRevisionAsync(cancellationToken);

        public Task<int> SweepAsync(CancellationToken cancellationToken) => _inner.SweepAsync(cancellationToken);
    }
}
