using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Storage.Contracts;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.Tests.Foundation.Documents;

/// <summary>Guards judge batches before they are written, one at a time, so that no two pass on the same state.</summary>
public sealed class CommitGuardTests : IDisposable
{
    private readonly MemoryDocumentStorage _storage = new();
    private readonly LimitGuard _guard;
    private readonly DocumentStore _documents;

    public CommitGuardTests()
    {
        _guard = new(_storage);
        _documents = new(_storage, () => [], NullLogger<DocumentStore>.Instance, () => [_guard]);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _documents.Dispose();

    [Fact]
    public async Task Commit_ConcurrentBatches_TheLimitHolds()
    {
        await _documents.StartAsync(Cancel);

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(index => Task.Run(() => PutAsync($"k{index}"), Cancel)));

        Assert.Equal(LimitGuard.Limit, results.Count(result => result.IsSuccess));
        Assert.All(results.Where(result => !result.IsSuccess), result => Assert.Equal(ErrorKind.Forbidden, result.Error!.Kind));
        Assert.Equal(LimitGuard.Limit, (await _documents.ListAsync(Notes.Plain, Cancel)).Count);
    }

    [Fact]
    public async Task Commit_BatchThatConcernsNoGuard_IsNotAsked()
    {
        await _documents.StartAsync(Cancel);

        var committed = await _documents.CommitAsync(new DocumentBatch().Put(Notes.Other, "a", new("x"), null), Cancel);

        Assert.True(committed.IsSuccess);
        Assert.Equal(0, _guard.Asked);
    }

    [Fact]
    public async Task FindRefusal_FullStore_SaysSoAndWritesNothing()
    {
        await _documents.StartAsync(Cancel);
        foreach (var key in Enumerable.Range(0, LimitGuard.Limit))
        {
            await PutAsync($"k{key}");
        }

        var refusal = await _documents.FindRefusalAsync(new DocumentBatch().Put(Notes.Plain, "more", new("x"), null), Cancel);

        Assert.Equal("full", refusal?.Detail);
        Assert.Null(await _documents.FindAsync(Notes.Plain, "more", Cancel));
    }

    [Fact]
    public async Task Commit_GuardThrows_LaterBatchesAreJudgedAgain()
    {
        await _documents.StartAsync(Cancel);
        _guard.Throws = true;
        await Assert.ThrowsAsync<InvalidOperationException>(() => PutAsync("a"));

        _guard.Throws = false;

        Assert.True((await PutAsync("a")).IsSuccess);
    }

    private Task<Result<long>> PutAsync(string key) =>
        _documents.CommitAsync(new DocumentBatch().Put(Notes.Plain, key, new("x"), null), Cancel);

    private sealed class LimitGuard(IDocumentStorage storage) : ICommitGuard
    {
        public const int Limit = 3;

        public int Asked { get; private set; }

        public bool Throws { get; set; }

        public bool Concerns(DocumentBatch batch) => batch.Writes.Any(write => write.Kind == Notes.Plain.Name);

        public async Task<Error?> FindRefusalAsync(DocumentBatch batch, CancellationToken cancellationToken)
        {
            Asked++;
            if (Throws)
            {
                throw new InvalidOperationException("broken");
            }

            var known = await storage.ListAsync(Notes.Plain, cancellationToken);
            await Task.Yield();
            return known.Count >= Limit ? new Error(ErrorKind.Forbidden, "full") : null;
        }
    }
}
