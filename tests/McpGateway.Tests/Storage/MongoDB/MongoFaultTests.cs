using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Records;
using McpGateway.Tests.Storage.Contracts;
using McpGateway.Tests.Storage.MongoDB.StandIn;

namespace McpGateway.Tests.Storage.MongoDB;

/// <summary>What becomes of a change when the server goes, refuses, or is another one.</summary>
public sealed class MongoFaultTests : IAsyncDisposable
{
    private readonly MongoStandIn _server = new();
    private readonly MongoFixture _fixture;

    public MongoFaultTests() => _fixture = MongoFixture.OnStandIn(TimeProvider.System, _server);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private MongoReplica Replica => _fixture.Replica;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Commit_ConnectionThatEndsAfterTheCommit_IsStoredOnce()
    {
        await PutAsync("a", "one");
        _server.CutNext("commitTransaction", isAfterwards: true);

        var revision = await PutAsync("a", "two");

        Assert.Equal(2, revision);
        Assert.Equal(new Document<Note>("a", 2, 2, new("two")), await Replica.Documents.FindAsync(Notes.Plain, "a", Cancel));
    }

    [Fact]
    public async Task Commit_ConnectionThatEndsBeforeTheCommit_IsStoredOnce()
    {
        await PutAsync("a", "one");
        _server.CutNext("commitTransaction", isAfterwards: false);

        await PutAsync("a", "two");

        Assert.Equal(2, (await Replica.Documents.FindAsync(Notes.Plain, "a", Cancel))!.Version);
        Assert.Equal(2, await Replica.Documents.ReadRevisionAsync(Cancel));
    }

    /// <summary>The commit is carried out, its answer is lost, and the server that is asked again has forgotten the transaction.</summary>
    [Fact]
    public async Task Commit_ForgottenByTheServerThatIsAskedAgain_IsKnownByItsMark()
    {
        await PutAsync("a", "one");
        _server.CutNext("commitTransaction", isAfterwards: true);
        _server.FailNext("commitTransaction", StandInException.NoTransaction());

        Assert.Equal(2, await PutAsync("a", "two"));
    }

    [Fact]
    public async Task Commit_NotCarriedOutAndForgotten_IsRunAgain()
    {
        await PutAsync("a", "one");
        _server.CutNext("commitTransaction", isAfterwards: false);
        _server.FailNext("commitTransaction", StandInException.NoTransaction());

        Assert.Equal(2, await PutAsync("a", "two"));
        Assert.Equal(2, (await Replica.Documents.FindAsync(Notes.Plain, "a", Cancel))!.Version);
    }

    [Fact]
    public async Task Commit_OfWhichNobodyCanSay_IsUnsure()
    {
        await PutAsync("a", "one");
        _server.CutNext("commitTransaction", isAfterwards: false);
        _server.FailNext("commitTransaction", StandInException.NoTransaction());
        _server.FailNext("find", new(91, "shutting down"));
        _server.FailNext("find", new(91, "shutting down"));

        var failure = await Assert.ThrowsAsync<StorageUnavailableException>(() => PutAsync("b", "two"));

        Assert.Equal(StorageFault.Unsure, failure.Fault);
    }

    [Fact]
    public async Task Commit_TwiceRefusedForAConflict_IsRunAgain()
    {
        await PutAsync("a", "one");
        _server.FailNext("update", StandInException.Conflict());
        _server.FailNext("update", StandInException.Conflict());

        Assert.Equal(2, await PutAsync("a", "two"));
    }

    [Fact]
    public async Task Commit_FullDisk_SaysSoAndStoresNothing()
    {
        await PutAsync("a", "one");
        _server.FailNext("update", new(14031, "available disk space is less than required"));

        var failure = await Assert.ThrowsAsync<StorageUnavailableException>(() => PutAsync("a", "two"));

        Assert.Equal(StorageFault.Full, failure.Fault);
        Assert.Equal(1, await Replica.Documents.ReadRevisionAsync(Cancel));
    }

    [Fact]
    public async Task Commit_ServerThatIsGone_SaysSo()
    {
        await PutAsync("a", "one");
        await _server.DisposeAsync();

        var failure = await Assert.ThrowsAsync<StorageUnavailableException>(() => PutAsync("a", "two"));

        Assert.Equal(StorageFault.Away, failure.Fault);
    }

    [Fact]
    public async Task Feed_AnotherPrimary_MakesReadersLoadAnew()
    {
        await PutAsync("a", "one");
        var before = await Replica.Documents.ReadPositionAsync(Cancel);
        Assert.Equal(FeedBreak.None, (await Replica.Documents.ReadFeedAsync(before, Cancel)).Break);

        _server.StepDown();

        // The driver hears of the new primary with its next look at the server.
        await Eventually.UntilAsync(
            async () => (await Replica.Documents.ReadFeedAsync(before, Cancel)).Break == FeedBreak.OtherServer);
        Assert.Equal(2, await PutAsync("a", "two"));
    }

    [Fact]
    public async Task Commit_ManyReplicasAtOnce_GiveEachRevisionOnce()
    {
        var replicas = Enumerable.Range(0, 4).Select(_ => _fixture.NewReplica()).ToArray();
        await PutAsync("a", "one");

        var revisions = await Task.WhenAll(Enumerable.Range(0, 40).Select(async number =>
        {
            var committed = await replicas[number % 4].Documents.CommitAsync(
                new DocumentBatch().Put(Notes.Plain, $"n{number}", new("text"), DocumentBatch.Absent), Cancel);
            return committed.Value;
        }));

        Assert.Equal(Enumerable.Range(2, 40).Select(static number => (long)number), revisions.Order());
    }

    [Fact]
    public async Task Append_ForgottenByTheServerThatIsAskedAgain_IsStoredOnce()
    {
        var batch = new LogBatchId("one", 1);
        _server.CutNext("commitTransaction", isAfterwards: true);
        _server.FailNext("commitTransaction", StandInException.NoTransaction());

        await Replica.Log.AppendAsync([RecordPartitionContract.Entry(1)], batch, Cancel);

        Assert.Single((await Replica.Log.QueryAsync(new() { Stream = "calls" }, null, 10, Cancel)).Value!.Entries);
    }

    [Fact]
    public async Task Append_EventsForgottenByTheServerThatIsAskedAgain_AreStoredOnce()
    {
        _server.CutNext("commitTransaction", isAfterwards: true);
        _server.FailNext("commitTransaction", StandInException.NoTransaction());

        await Replica.Trail.AppendAsync([MongoTransferTests.Event("ann")], Cancel);

        Assert.Single(await Replica.Trail.ReadAsync("sign_in", 0, 10, Cancel));
    }

    [Fact]
    public async Task Maintain_TwoReplicasAtOnce_PackOnce()
    {
        var other = _fixture.NewReplica();
        for (var number = 0; number < 80; number++)
        {
            await Replica.Log.AppendAsync([RecordPartitionContract.Entry(number)], Cancel);
        }

        await Task.WhenAll(
            Replica.Log.MaintainAsync("calls", RecordPartitionContract.Entry(0).At, Cancel),
            other.Log.MaintainAsync("calls", RecordPartitionContract.Entry(0).At, Cancel));

        Assert.Equal(80, (await Replica.Log.QueryAsync(new() { Stream = "calls" }, null, 100, Cancel)).Value!.Entries.Count);
        Assert.Single(_server.RowsOf(_fixture.NameOf("log_blocks")));
    }

    private async Task<long> PutAsync(string key, string text)
    {
        var committed = await Replica.Documents.CommitAsync(new DocumentBatch().Put(Notes.Plain, key, new(text), null), Cancel);
        Assert.True(committed.IsSuccess, committed.Error?.Detail);
        return committed.Value;
    }
}
