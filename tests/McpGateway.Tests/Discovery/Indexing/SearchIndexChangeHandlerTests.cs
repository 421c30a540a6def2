using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Foundation;
using McpGateway.Tests.Registry.Servers;
using McpGateway.Tests.Storage.Contracts;
using McpGateway.Tests.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.Tests.Discovery.Indexing;

/// <summary>The index follows the documents: in batches, again after a failure, and without what is gone.</summary>
public sealed class SearchIndexChangeHandlerTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SteppedTime _time = new();
    private readonly BreakableStorage _storage = new();
    private readonly SearchIndex _index = new(RankingParameters.Default);
    private readonly DocumentStore _documents;
    private readonly SearchIndexChangeHandler _handler;

    public SearchIndexChangeHandlerTests()
    {
        DocumentStore? documents = null;
        _documents = documents = new(_storage, () => [_handler!], NullLogger<DocumentStore>.Instance);
        _handler = new(
            _index, new(RankingParameters.Default), new ServerRepository(documents), Records.Pins,
            new(new(documents), new([]), NullLogger<AgentCatalog>.Instance), _time, NullLogger<SearchIndexChangeHandler>.Instance);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _handler.StopAsync(CancellationToken.None);
        _handler.Dispose();
        _documents.Dispose();
    }

    [Fact]
    public async Task Start_MoreServersThanABatch_AllAreIndexed()
    {
        var batch = new DocumentBatch();
        for (var number = 0; number < 1203; number++)
        {
            var server = Catalogue.Server($"S{number}");
            batch.Put(ServerRepository.Servers, server.Key, server, null);
        }

        await _storage.CommitAsync(batch, Cancel);
        await StartAsync();

        await _handler.Loaded.WaitAsync(Patience, Cancel);

        Assert.Equal(1203, _index.Current.LiveCount);
    }

    [Fact]
    public async Task Apply_ToolsFoundOrServerRemoved_IndexFollows()
    {
        await StartAsync();
        await PutAsync("Mail", "send_letter");
        Assert.Equal(["send_letter"], Catalogue.FindTools(_index, "letter"));

        await _documents.CommitAsync(
            new DocumentBatch().Put(ServerRepository.Tools, "/mail", Catalogue.Tools(Catalogue.Tool("read_letter")), null), Cancel);
        await _handler.FlushAsync(Cancel);
        Assert.Equal(["read_letter"], Catalogue.FindTools(_index, "letter"));

        await _documents.CommitAsync(new DocumentBatch().Delete(ServerRepository.Servers, "/mail", null), Cancel);
        await _handler.FlushAsync(Cancel);
        Assert.Equal(0, _index.Current.LiveCount);
    }

    [Fact]
    public async Task Apply_OtherKinds_ChangeNothing()
    {
        await StartAsync();
        await PutAsync("Mail", "send_letter");
        await _handler.Loaded.WaitAsync(Patience, Cancel);
        var before = _index.Current;
        var updates = 0;
        _handler.Updated += () => updates++;

        await _documents.CommitAsync(new DocumentBatch().Put(Notes.Plain, "/mail", new("x"), null), Cancel);
        await _handler.FlushAsync(Cancel);

        Assert.Same(before, _index.Current);
        Assert.Equal(0, updates);
    }

    [Fact]
    public async Task Apply_StoreAway_SearchesGoOnAndItIsTriedAgain()
    {
        await StartAsync();
        await PutAsync("Mail", "send_letter");
        await _handler.Loaded.WaitAsync(Patience, Cancel);
        await _storage.CommitAsync(new DocumentBatch()
            .Put(ServerRepository.Tools, "/mail", Catalogue.Tools(Catalogue.Tool("read_letter")), null), Cancel);
        _storage.IsAway = true;
        await _handler.ApplyAsync(new([new(ServerRepository.Tools.Name, "/mail", 9, false)], new(_storage)), Cancel);
        var flushing = _handler.FlushAsync(Cancel);
        await WaitForTimerAsync();

        Assert.Equal(["send_letter"], Catalogue.FindTools(_index, "letter"));
        Assert.False(flushing.IsCompleted);

        _storage.IsAway = false;
        _time.Advance(TimeSpan.FromSeconds(1));
        await flushing.WaitAsync(Patience, Cancel);
        Assert.Equal(["read_letter"], Catalogue.FindTools(_index, "letter"));
    }

    [Fact]
    public async Task Load_Again_ForgetsServersThatAreGone()
    {
        await StartAsync();
        await PutAsync("Mail", "send_letter");
        await PutAsync("Clock", "tell_time");
        await _handler.Loaded.WaitAsync(Patience, Cancel);
        // As when the changes are no longer on record: nobody told the handler.
        await _storage.CommitAsync(new DocumentBatch().Delete(ServerRepository.Servers, "/mail", null), Cancel);

        await _handler.LoadAsync(Cancel);
        await _handler.FlushAsync(Cancel);

        Assert.Equal(["/clock"], _index.Keys);
    }

    private async Task StartAsync()
    {
        await _documents.StartAsync(Cancel);
        await _handler.StartAsync(Cancel);
    }

    private async Task PutAsync(string name, string tool)
    {
        var server = Catalogue.Server(name);
        await _documents.CommitAsync(
            new DocumentBatch()
                .Put(ServerRepository.Servers, server.Key, server, null)
                .Put(ServerRepository.Tools, server.Key, Catalogue.Tools(Catalogue.Tool(tool)), null),
            Cancel);
        await _handler.FlushAsync(Cancel);
    }

    private async Task WaitForTimerAsync() => await Eventually.UntilAsync(() => _time.Waiting > 0, "a timer that runs");

    private sealed class BreakableStorage : IDocumentStorage
    {
        private readonly MemoryDocumentStorage _inner = new();

        public bool IsAway { get; set; }

        public Task<Document<T>?> FindAsync<T>(DocumentKind<T> kind, string key, CancellationToken cancellationToken)
            where T : class => IsAway ? throw new IOException("away") : _inner.FindAsync(kind, key, cancellationToken);

        public Task<IReadOnlyList<Document<T>>> ListAsync<T>(DocumentKind<T> kind, CancellationToken cancellationToken)
            where T : class => IsAway ? throw new IOException("away") : _inner.ListAsync(kind, cancellationToken);

        public Task<IReadOnlyList<Document<T>>> ListByOwnerAsync<T>(DocumentKind<T> kind, string owner, CancellationToken cancellationToken)
            where T : class => _inner.ListByOwnerAsync(kind, owner, cancellationToken);

        public Task<McpGateway.Foundation.Result<long>> CommitAsync(DocumentBatch batch, CancellationToken cancellationToken) =>
            _inner.CommitAsync(batch, cancellationToken);

        public Task<FeedReading> ReadFeedAsync(StorePosition since, CancellationToken cancellationToken) =>
            _inner.ReadFeedAsync(since, cancellationToken);

        public Task<StorePosition> ReadPositionAsync(CancellationToken cancellationToken) => _inner.ReadPositionAsync(cancellationToken);

        public Task<long> ReadRevisionAsync(CancellationToken cancellationToken) => _inner.ReadRevisionAsync(cancellationToken);

        public Task<int> SweepAsync(CancellationToken cancellationToken) => _inner.SweepAsync(cancellationToken);
    }
}
