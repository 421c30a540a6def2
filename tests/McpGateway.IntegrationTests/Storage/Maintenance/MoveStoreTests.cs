using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Records;
using McpGateway.Foundation.Secrets;
using McpGateway.Storage;
using McpGateway.Storage.Maintenance;
using McpGateway.Storage.Postgres.Connecting;
using McpGateway.Storage.Transfer;
using McpGateway.Tests.Storage.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Storage.Maintenance;

/// <summary>A store is moved from either database to either.</summary>
public sealed class MoveStoreTests(PostgresServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite", "postgresql")]
    [InlineData("postgresql", "sqlite")]
    [InlineData("sqlite", "sqlite")]
    [InlineData("postgresql", "postgresql")]
    public async Task Move_ToAnEmptyDatabase_CopiesEverythingUnderAnotherEpoch(string from, string to)
    {
        using var source = await MaintainedStore.CreateAsync(from, server);
        using var target = await MaintainedStore.CreateAsync(to, server);
        await source.FillAsync();

        var moved = await MoveAsync(source, new(target.Place, false, false, null));

        Assert.True(moved.IsSuccess, moved.Error?.Detail);
        Assert.Equal(await source.DigestAsync(), await target.DigestAsync());
        Assert.NotEqual(await source.EpochAsync(), await target.EpochAsync());
        Assert.Null(await target.StartRefusalAsync(MaintainedStore.Key));
        Assert.Equal(2501, moved.Value.Records.Single().Count);
    }

    [Theory]
    [InlineData("sqlite", "postgresql")]
    [InlineData("postgresql", "sqlite")]
    public async Task Move_WithANewKey_SealsAnew(string from, string to)
    {
        using var source = await MaintainedStore.CreateAsync(from, server);
        using var target = await MaintainedStore.CreateAsync(to, server);
        await source.FillAsync();

        var moved = await MoveAsync(source, new(target.Place, false, false, MaintainedStore.NextKey));

        Assert.True(moved is { IsSuccess: true, Value.AreSecretsResealed: true }, moved.Error?.Detail);
        Assert.Equal(await source.DigestAsync(), await target.DigestAsync(MaintainedStore.NextKey));
        Assert.NotNull(await target.StartRefusalAsync(MaintainedStore.Key));
        Assert.Null(await target.StartRefusalAsync(MaintainedStore.NextKey));
    }

    [Fact]
    public async Task Move_WithANewKey_ProtectsAnewWhatIsProtectedInsideOfDocuments()
    {
        using var source = await MaintainedStore.CreateAsync("sqlite", server);
        using var target = await MaintainedStore.CreateAsync("postgresql", server);
        await using (var services = source.Open(MaintainedStore.Key))
        {
            await services.OpenStorageAsync(Cancel);
            var note = ProtectedNotes.Protect(services.GetRequiredService<ISecretProtector>(), "s3cret");
            await services.GetRequiredService<IDocumentStorage>().CommitAsync(
                new DocumentBatch().Put(Notes.Other, "a", note, null), Cancel);
        }

        var moved = await MoveAsync(source, new(target.Place, false, false, MaintainedStore.NextKey));

        Assert.True(moved.IsSuccess, moved.Error?.Detail);
        await using var there = target.Open(MaintainedStore.NextKey);
        await there.OpenStorageAsync(Cancel);
        var found = await there.GetRequiredService<IDocumentStorage>().FindAsync(Notes.Other, "a", Cancel);
        Assert.Equal("s3cret", ProtectedNotes.Open(there.GetRequiredService<ISecretProtector>(), found!.Value));
    }

    [Fact]
    public async Task Move_Afterwards_VersionsGoOnAndRecordsAreReadInOrder()
    {
        using var source = await MaintainedStore.CreateAsync("sqlite", server);
        using var target = await MaintainedStore.CreateAsync("postgresql", server);
        await source.FillAsync();
        Assert.True((await MoveAsync(source, new(target.Place, false, false, null))).IsSuccess);

        await using var services = target.Open(MaintainedStore.Key);
        await services.OpenStorageAsync(Cancel);
        var store = services.GetRequiredService<IDocumentStorage>();

        var note = await store.FindAsync(Notes.Plain, "/ä/00001", Cancel);
        Assert.Equal((2, "again"), (note!.Version, note.Value.Text));
        Assert.True((await store.CommitAsync(new DocumentBatch().Put(Notes.Plain, note.Key, new("more"), note.Version), Cancel)).IsSuccess);
        Assert.Equal("s3cret-3", (await store.FindAsync(Notes.Sealed, "00003", Cancel))!.Value.Text);
        Assert.Null(await store.FindAsync(Notes.Plain, "/ä/00002", Cancel));
        Assert.Equal(13, (await store.ListByOwnerAsync(Notes.Plain, "owner2", Cancel)).Count + 1);
        await using var former = source.Open(MaintainedStore.Key);
        Assert.Equal(await BodiesAsync(former), await BodiesAsync(services));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Move_ToOneThatIsNotEmpty_IsRefusedUnlessItMayReplace(string to)
    {
        using var source = await MaintainedStore.CreateAsync("sqlite", server);
        using var target = await MaintainedStore.CreateAsync(to, server);
        await source.FillAsync();
        await target.FillAsync(documents: 3, records: 5);
        var before = await target.DigestAsync();

        var refused = await MoveAsync(source, new(target.Place, false, false, null));

        Assert.Equal(ErrorKind.Conflict, refused.Error?.Kind);
        Assert.Contains("--replace", refused.Error!.Detail, StringComparison.Ordinal);
        Assert.Equal(before, await target.DigestAsync());

        Assert.True((await MoveAsync(source, new(target.Place, true, false, null))).IsSuccess);
        Assert.Equal(await source.DigestAsync(), await target.DigestAsync());
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Move_OntoItself_IsRefused(string backend)
    {
        using var store = await MaintainedStore.CreateAsync(backend, server);
        await store.FillAsync();
        var before = await store.DigestAsync();

        var refused = await MoveAsync(store, new(store.Place, true, false, null));

        Assert.Equal(ErrorKind.Conflict, refused.Error?.Kind);
        Assert.Equal(before, await store.DigestAsync());
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Move_WhileAGatewayRuns_IsRefusedUnlessSaid(string from)
    {
        using var source = await MaintainedStore.CreateAsync(from, server);
        using var target = await MaintainedStore.CreateAsync("sqlite", server);
        await source.FillAsync();
        await using var gateway = source.Open(MaintainedStore.Key);
        await gateway.OpenStorageAsync(Cancel);
        var signal = (Microsoft.Extensions.Hosting.IHostedService)gateway.GetRequiredService<IChangeSignal>();
        await signal.StartAsync(Cancel);
        var database = gateway.GetRequiredService<McpGateway.Storage.Sql.ISqlDatabase>();
        await Eventually.UntilAsync(() => database.IsInUseAsync(Cancel));

        var refused = await MoveAsync(source, new(target.Place, false, false, null));
        var copied = await MoveAsync(source, new(target.Place, false, true, null));

        Assert.Equal(ErrorKind.Conflict, refused.Error?.Kind);
        Assert.Contains("running", refused.Error!.Detail, StringComparison.Ordinal);
        Assert.True(copied.IsSuccess, copied.Error?.Detail);
        await signal.StopAsync(Cancel);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Start_OnAStoreThatWasLeftHalfFilled_IsRefusedWithALineThatSaysSo(string to)
    {
        using var source = await MaintainedStore.CreateAsync("sqlite", server);
        using var target = await MaintainedStore.CreateAsync(to, server);
        await source.FillAsync();
        var place = StorePlace.Parse(target.Place, PostgresSurroundings.None).Value!;
        await using (var half = place.Connect(TimeProvider.System).Value!)
        {
            Assert.Null(await new StoreFiller(half.Target).BeginAsync("a test fills it", false, Cancel));
        }

        var refusal = await target.StartRefusalAsync(MaintainedStore.Key);

        Assert.Contains("not complete: a test fills it", refusal, StringComparison.Ordinal);
        Assert.True((await MoveAsync(source, new(target.Place, false, false, null))).IsSuccess);
        Assert.Equal(await source.DigestAsync(), await target.DigestAsync());
        Assert.Null(await target.StartRefusalAsync(MaintainedStore.Key));
    }

    [Fact]
    public async Task Move_WithAKeyFile_TakesItAlongToADirectory()
    {
        using var source = await MaintainedStore.CreateAsync("sqlite", server);
        using var target = await MaintainedStore.CreateAsync("sqlite", server);
        await using (var services = source.Open())
        {
            await services.OpenStorageAsync(Cancel);
            await services.GetRequiredService<IDocumentStorage>().CommitAsync(
                new DocumentBatch().Put(Notes.Sealed, "a", new("s3cret"), null), Cancel);
        }

        await using (var mover = source.Open())
        {
            var moved = await mover.GetRequiredService<MoveStore>().ExecuteAsync(
                new(target.Place, false, false, null), NoProgress.Instance, Cancel);
            Assert.True(moved.IsSuccess, moved.Error?.Detail);
        }

        await using var there = target.Open();
        await there.OpenStorageAsync(Cancel);
        Assert.Equal("s3cret", (await there.GetRequiredService<IDocumentStorage>().FindAsync(Notes.Sealed, "a", Cancel))!.Value.Text);
    }

    /// <summary>A gateway of that release may be running on it, and could not start again after an upgrade.</summary>
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Maintenance_OfAStoreOfAnEarlierRelease_LeavesItAsItIs(string backend)
    {
        using var store = await MaintainedStore.CreateAsync(backend, server);
        using var other = await MaintainedStore.CreateAsync("sqlite", server);
        await store.FillAsync(documents: 3, records: 5);
        await other.FillAsync(documents: 3, records: 5);
        await store.AgeAsync();
        var before = await store.SchemaAsync();
        await using var services = store.Open(MaintainedStore.Key);

        var refusals = new[]
        {
            await Assert.ThrowsAsync<StorageUnusableException>(() => services.GetRequiredService<BackUpStore>().ExecuteAsync(
                store.Beside("store.backup"), false, null, NoProgress.Instance, Cancel)),
            await Assert.ThrowsAsync<StorageUnusableException>(() => services.GetRequiredService<RotateKey>().ExecuteAsync(
                false, NoProgress.Instance, Cancel)),
            await Assert.ThrowsAsync<StorageUnusableException>(() => MoveAsync(store, new(other.Place, true, true, null))),
            await Assert.ThrowsAsync<StorageUnusableException>(() => MoveAsync(other, new(store.Place, true, true, null))),
        };

        Assert.All(refusals, static refusal => Assert.Contains("earlier release", refusal.Message, StringComparison.Ordinal));
        Assert.Equal(before, await store.SchemaAsync());
        Assert.True(before < long.MaxValue);
    }

    [Fact]
    public async Task Move_WithKeysThatAreNotTheSources_LeavesTheTargetAsItIs()
    {
        using var source = await MaintainedStore.CreateAsync("sqlite", server);
        using var target = await MaintainedStore.CreateAsync("postgresql", server);
        await source.FillAsync(documents: 3, records: 5);
        await target.FillAsync(documents: 4, records: 6);
        var before = await target.DigestAsync();
        await using var services = source.Open("another key, of another installation");

        var refused = await services.GetRequiredService<MoveStore>().ExecuteAsync(
            new(target.Place, true, false, MaintainedStore.NextKey), NoProgress.Instance, Cancel);

        Assert.Equal(ErrorKind.Conflict, refused.Error?.Kind);
        Assert.Equal(before, await target.DigestAsync());
    }

    [Fact]
    public async Task Move_WhileTheKeyIsExchanged_LeavesTheTargetAsItIs()
    {
        using var source = await MaintainedStore.CreateAsync("sqlite", server);
        using var target = await MaintainedStore.CreateAsync("sqlite", server);
        await source.FillAsync(documents: 3, records: 5);
        await target.FillAsync(documents: 4, records: 6);
        var before = await target.DigestAsync();
        await source.StateKeysAsync("AA", "BB");

        var refused = await MoveAsync(source, new(target.Place, true, false, null));

        Assert.Contains("rotate-key", refused.Error!.Detail, StringComparison.Ordinal);
        Assert.Equal(before, await target.DigestAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("postgres://db:port/gateway")]
    [InlineData("https://example.com/x")]
    [InlineData("/tmp/other-name.db")]
    public async Task Move_ToAPlaceThatCannotBeMeant_IsRefused(string to)
    {
        using var source = await MaintainedStore.CreateAsync("sqlite", server);
        await source.FillAsync(documents: 1, records: 1);

        Assert.Equal(ErrorKind.Invalid, (await MoveAsync(source, new(to, false, false, null))).Error?.Kind);
    }

    [Fact]
    public async Task Move_OfAStoreThatIsNotThere_IsRefusedAndMakesNone()
    {
        using var source = await MaintainedStore.CreateAsync("sqlite", server);

        var refused = await MoveAsync(source, new(source.Beside("other"), false, false, null));

        Assert.Equal(ErrorKind.Invalid, refused.Error?.Kind);
        Assert.False(File.Exists(Path.Combine(source.Directory, "mcpgateway.db")));
    }

    private static async Task<Result<CopyReport>> MoveAsync(MaintainedStore source, MoveRequest request)
    {
        await using var services = source.Open(MaintainedStore.Key);
        return await services.GetRequiredService<MoveStore>().ExecuteAsync(request, NoProgress.Instance, Cancel);
    }

    private static async Task<List<string>> BodiesAsync(ServiceProvider services)
    {
        var page = await services.GetRequiredService<IRecordLog>().QueryAsync(new() { Stream = RecordStreams.Calls }, null, 1000, Cancel);
        return [.. page.Value!.Entries.Select(entry => entry.Body)];
    }
}
