using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Records;
using McpGateway.Storage;
using McpGateway.Tests.Storage.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Storage.Faults;

/// <summary>The connection goes at the commit: before the server has it, or before its answer comes.</summary>
public sealed class CommitTests : IAsyncLifetime
{
    /// <summary>With the end of the statement: the level of isolation is called READ COMMITTED.</summary>
    private const string Commit = "COMMIT\0";

    private PostgresInstance? _postgres;
    private TcpRelay? _relay;
    private ServiceProvider? _replica;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IDocumentStorage Store => _replica!.GetRequiredService<IDocumentStorage>();

    public async ValueTask InitializeAsync()
    {
        _postgres = await PostgresInstance.StartAsync(Cancel);
        _relay = new TcpRelay(_postgres.Socket);
        _replica = StorageHost.Postgres(Replica.Through(_relay));
        await _replica.OpenStorageAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await (_replica?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_relay?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_postgres?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public async Task Commit_AnswerIsLost_IsFoundOutToBeStored()
    {
        _relay!.Lose(Commit, isDelivered: true);

        var result = await Store.CommitAsync(new DocumentBatch().Put(Notes.Plain, "a", new("x"), DocumentBatch.Absent), Cancel);

        Assert.Equal(1, result.Value);
        Assert.Single(await Store.ListAsync(Notes.Plain, Cancel));
    }

    [Fact]
    public async Task Commit_NeverReachesTheServer_IsFoundOutNotToBeStored()
    {
        _relay!.Lose(Commit, isDelivered: false);

        var failure = await Assert.ThrowsAsync<StorageUnavailableException>(
            () => Store.CommitAsync(new DocumentBatch().Put(Notes.Plain, "a", new("x"), DocumentBatch.Absent), Cancel));

        Assert.Equal(StorageFault.Away, failure.Fault);
        Assert.Empty(await Store.ListAsync(Notes.Plain, Cancel));
    }

    [Fact]
    public async Task Records_AnswerIsLost_AreStoredOnce_AndTheWriterIsToldSo()
    {
        var log = _replica!.GetRequiredService<IRecordLog>();
        _relay!.Lose(Commit, isDelivered: true);

        await log.AppendAsync(
            [
                .. Enumerable.Range(0, 100).Select(
                    index => new LogEntry { Stream = "calls", At = DateTimeOffset.UnixEpoch, Body = $"{index}" }),
            ],
            Cancel);

        Assert.Equal(100, (await log.QueryAsync(new() { Stream = "calls" }, null, 1000, Cancel)).Value!.Entries.Count);
    }

    [Fact]
    public async Task Commit_NobodyCanSay_IsUnsure()
    {
        _relay!.Lose(Commit, isDelivered: true, isLast: true);

        var failure = await Assert.ThrowsAsync<StorageUnavailableException>(
            () => Store.CommitAsync(new DocumentBatch().Put(Notes.Plain, "a", new("x"), DocumentBatch.Absent), Cancel));

        Assert.Equal(StorageFault.Unsure, failure.Fault);
        await Eventually.UntilAsync(() => _postgres!.ReadAsync<bool>("SELECT COUNT(*) > 0 FROM documents", Cancel));
    }
}
