using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Storage;
using McpGateway.Storage.Keys;
using McpGateway.Storage.Maintenance;
using McpGateway.Tests.Storage.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Storage.Maintenance;

/// <summary>The master key is exchanged, also under replicas that read and write.</summary>
public sealed class RotateKeyTests(PostgresServer server)
{
    private const string Key = MaintainedStore.Key;
    private const string NextKey = MaintainedStore.NextKey;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Rotate_WithBothKeys_EndsWithAStoreThatNeedsTheNewOneAlone(string backend)
    {
        using var store = await MaintainedStore.CreateAsync(backend, server);
        await store.FillAsync();
        var before = await store.DigestAsync();

        var rotated = await RotateAsync(store, NextKey, Key);
        var again = await RotateAsync(store, NextKey, Key);

        Assert.True(rotated is { IsSuccess: true, Value: { Resealed: 40, Sealed: 40, WasNeeded: true } }, rotated.Error?.Detail);
        Assert.True(again is { IsSuccess: true, Value: { Resealed: 0, Sealed: 40, WasNeeded: false } }, again.Error?.Detail);
        Assert.Equal(before, await store.DigestAsync(NextKey));
        Assert.Null(await store.StartRefusalAsync(NextKey));
        Assert.NotNull(await store.StartRefusalAsync(Key));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Rotate_UnderLoad_FailsNoReadAndNoWrite(string backend)
    {
        using var store = await MaintainedStore.CreateAsync(backend, server);
        await store.FillAsync(documents: 600, records: 10);

        // One replica that seals with the new key already, one that does not yet; both know both.
        await using var newer = store.Open(NextKey, Key);
        await using var older = store.Open(Key, NextKey);
        await newer.OpenStorageAsync(Cancel);
        await older.OpenStorageAsync(Cancel);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var newerWork = WorkAsync(newer, 0, ending.Token);
        var olderWork = WorkAsync(older, 1, ending.Token);
        var first = await RotateAsync(store, NextKey, Key);
        await ending.CancelAsync();
        var done = await newerWork + await olderWork;
        await older.DisposeAsync();

        // The older replica may have kept the exchange from ending; without it, it ends.
        var second = first.IsSuccess ? first : await RotateAsync(store, NextKey, Key);

        Assert.True(done > 0);
        Assert.True(second.IsSuccess, second.Error?.Detail);
        Assert.Null(await store.StartRefusalAsync(NextKey));
        await using var alone = store.Open(NextKey);
        await alone.OpenStorageAsync(Cancel);
        Assert.Equal(600, (await alone.GetRequiredService<IDocumentStorage>().ListAsync(Notes.Sealed, Cancel)).Count);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Start_DuringAnExchange_NeedsBothKeys(string backend)
    {
        using var store = await MaintainedStore.CreateAsync(backend, server);
        await store.FillAsync();

        Assert.Null(await store.StartRefusalAsync(NextKey, Key));

        Assert.Contains("SECRET_KEY_PREVIOUS", await store.StartRefusalAsync(Key), StringComparison.Ordinal);
        Assert.Contains("rotate-key", await store.StartRefusalAsync(NextKey), StringComparison.Ordinal);
        Assert.Null(await store.StartRefusalAsync(Key, NextKey));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Write_WithAKeyThatWasExchanged_IsRefusedAndStoresNothing(string backend)
    {
        using var store = await MaintainedStore.CreateAsync(backend, server);
        await store.FillAsync();
        await using var left = store.Open(Key, NextKey);
        await left.OpenStorageAsync(Cancel);
        Assert.True((await RotateAsync(store, NextKey, Key)).IsSuccess);

        var documents = left.GetRequiredService<IDocumentStorage>();
        var refused = await documents.CommitAsync(
            new DocumentBatch().Put(Notes.Sealed, "late", new("s3cret"), null).Put(Notes.Plain, "late", new("plain"), null), Cancel);
        var plain = await documents.CommitAsync(new DocumentBatch().Put(Notes.Plain, "plain", new("plain"), null), Cancel);

        Assert.Equal(ErrorKind.Unavailable, refused.Error?.Kind);
        Assert.Null(await documents.FindAsync(Notes.Plain, "late", Cancel));
        Assert.True(plain.IsSuccess);
        Assert.Null(await store.StartRefusalAsync(NextKey));
    }

    [Fact]
    public async Task Rotate_WithoutTheFormerKey_IsRefused()
    {
        using var store = await MaintainedStore.CreateAsync("sqlite", server);
        await store.FillAsync();
        var before = await store.DigestAsync();

        var refused = await RotateAsync(store, NextKey);

        Assert.Equal(ErrorKind.Conflict, refused.Error?.Kind);
        Assert.Equal(before, await store.DigestAsync());
        Assert.Null(await store.StartRefusalAsync(Key));
    }

    [Fact]
    public async Task Rotate_WithAKeyFile_MakesANewOneOnce()
    {
        using var store = await MaintainedStore.CreateAsync("sqlite", server);
        await using (var services = store.Open())
        {
            await services.OpenStorageAsync(Cancel);
            await services.GetRequiredService<IDocumentStorage>().CommitAsync(
                new DocumentBatch().Put(Notes.Sealed, "a", new("s3cret"), null), Cancel);
        }

        var file = Path.Combine(store.Directory, "secret.key");
        var former = await File.ReadAllBytesAsync(file, Cancel);
        await using (var services = store.Open())
        {
            var rotated = await services.GetRequiredService<RotateKey>().ExecuteAsync(true, NoProgress.Instance, Cancel);
            Assert.True(rotated is { IsSuccess: true, Value.Resealed: 1 }, rotated.Error?.Detail);
        }

        Assert.Equal(former, await File.ReadAllBytesAsync(file + ".previous", Cancel));
        Assert.NotEqual(former, await File.ReadAllBytesAsync(file, Cancel));
        File.Delete(file + ".previous");
        Assert.Null(await store.StartRefusalAsync());
    }

    private static async Task<Result<RotationReport>> RotateAsync(MaintainedStore store, params IReadOnlyList<string> keys)
    {
        await using var services = store.Open(keys);
        return await services.GetRequiredService<RotateKey>().ExecuteAsync(false, NoProgress.Instance, Cancel);
    }

    /// <returns>How often something was read and written; each time it must be as it was written last.</returns>
    private static async Task<int> WorkAsync(ServiceProvider services, int parity, CancellationToken cancellationToken)
    {
        var store = services.GetRequiredService<IDocumentStorage>();
        var count = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            var key = $"{count * 2 % 600 + parity:D5}";
            var found = await store.FindAsync(Notes.Sealed, key, Cancel);
            Assert.NotNull(found);
            var committed = await store.CommitAsync(
                new DocumentBatch().Put(Notes.Sealed, key, new($"work {count}"), found.Version), Cancel);

            // The exchange may end in between: then this replica is told to start again, which is the older one's.
            Assert.True(committed.IsSuccess || (parity == 1 && committed.Error.Kind == ErrorKind.Unavailable), committed.Error?.Detail);
            count++;
        }

        return count;
    }
}
