using McpGateway.Foundation.Documents;

namespace McpGateway.Tests.Storage.Contracts;

/// <summary>Revisions, the change feed, expiry and deletion.</summary>
public abstract partial class DocumentStorageContract
{
    [Fact]
    public async Task ReadChanges_EmptyStore_IsEmptyAtRevisionZero()
    {
        Assert.Equal(0, await Store.ReadRevisionAsync(Cancel));
        Assert.Empty(await ReadChangesAsync(0));
    }

    [Fact]
    public async Task ReadChanges_AfterCommits_TellsEachDocumentOnceInOrder()
    {
        var first = await PutAsync("a", "1", DocumentBatch.Absent);
        var second = await PutAsync("b", "1", DocumentBatch.Absent);
        var third = await PutAsync("a", "2", 1);
        var fourth = await CommitAsync(new DocumentBatch().Delete(Notes.Plain, "b", 1).Put(Notes.Other, "c", new("1"), null));

        Assert.True(first < second && second < third && third < fourth);
        Assert.Equal(
            [new("notes", "a", third, false), new("notes", "b", fourth, true), new("other_notes", "c", fourth, false)],
            await ReadChangesAsync(0));
        Assert.Equal(2, (await ReadChangesAsync(third)).Count);
        Assert.Empty(await ReadChangesAsync(fourth));
    }

    [Fact]
    public async Task Expiry_Passes_DocumentIsGoneAndReplaceable()
    {
        await PutUntilAsync("a", TimeSpan.FromMinutes(1), DocumentBatch.Absent);
        Assert.NotNull(await Store.FindAsync(Notes.Plain, "a", Cancel));

        Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Null(await Store.FindAsync(Notes.Plain, "a", Cancel));
        Assert.Empty(await Store.ListAsync(Notes.Plain, Cancel));
        Assert.Empty(await OwnedByAsync("ann"));
        await AssertConflictAsync(new DocumentBatch().Put(Notes.Plain, "a", new("x"), 1));
        await AssertConflictAsync(new DocumentBatch().Delete(Notes.Plain, "a", 1));
        await PutUntilAsync("a", TimeSpan.FromMinutes(1), DocumentBatch.Absent);
        Assert.NotNull(await Store.FindAsync(Notes.Plain, "a", Cancel));
    }

    [Fact]
    public async Task Sweep_ExpiredDocuments_AreReportedAsDeleted()
    {
        await PutUntilAsync("a", TimeSpan.FromMinutes(1), DocumentBatch.Absent);
        var before = await PutAsync("b", "stays", DocumentBatch.Absent);
        Assert.Equal(0, await Store.SweepAsync(Cancel));
        Time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(1, await Store.SweepAsync(Cancel));

        var change = Assert.Single(await ReadChangesAsync(before));
        Assert.Equal(("a", true), (change.Key, change.IsDeleted));
        Assert.Equal(0, await Store.SweepAsync(Cancel));
        Assert.Equal("b", Assert.Single(await Store.ListAsync(Notes.Plain, Cancel)).Key);
    }

    [Fact]
    public async Task Sweep_ManyExpired_RemovesAll()
    {
        var batch = new DocumentBatch();
        for (var index = 0; index < 2500; index++)
        {
            batch.Put(Notes.Plain, $"k{index}", new("x") { Until = Time.GetUtcNow().AddSeconds(1) }, DocumentBatch.Absent);
        }

        await CommitAsync(batch);
        Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(2500, await Store.SweepAsync(Cancel));
    }

    [Fact]
    public async Task ReadChanges_DeletionForgotten_AsksToLoadAgain()
    {
        await PutAsync("a", "1", DocumentBatch.Absent);
        var created = await PutAsync("b", "1", DocumentBatch.Absent);
        var deleted = await CommitAsync(new DocumentBatch().Delete(Notes.Plain, "a", 1));
        Time.Advance(TimeSpan.FromHours(23));
        Assert.Equal(0, await Store.SweepAsync(Cancel));
        Assert.Single(await ReadChangesAsync(created));

        Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, await Store.SweepAsync(Cancel));

        Assert.Equal(FeedBreak.Forgotten, (await ReadFeedAsync(created)).Break);
        Assert.Empty(await ReadChangesAsync(deleted));
        Assert.Equal(deleted, await Store.ReadRevisionAsync(Cancel));
    }

    [Fact]
    public async Task ReadFeed_FromWhereTheLastReadingEnded_GoesOn()
    {
        await PutAsync("a", "1", DocumentBatch.Absent);
        var first = await Store.ReadFeedAsync(await Store.ReadPositionAsync(Cancel), Cancel);
        var second = await PutAsync("b", "1", DocumentBatch.Absent);
        var next = await Store.ReadFeedAsync(first.Newest, Cancel);
        var last = await Store.ReadFeedAsync(next.Newest, Cancel);

        Assert.Equal((0, FeedBreak.None), (first.Changes!.Count, first.Break));
        Assert.Equal(("b", second), (Assert.Single(next.Changes!).Key, next.Newest.Revision));
        Assert.Equal(await Store.ReadPositionAsync(Cancel), next.Newest);
        Assert.Equal((0, next.Newest), (last.Changes!.Count, last.Newest));
    }

    [Theory]
    [InlineData(0, 1, "", FeedBreak.OtherHistory)]
    [InlineData(1, 0, "", FeedBreak.OtherHistory)]
    [InlineData(0, 0, "another", FeedBreak.OtherHistory)]
    [InlineData(0, 0, "", FeedBreak.None)]
    public async Task ReadFeed_CommitThatIsNotInTheStore_AsksToLoadAgain(long ahead, long otherMark, string otherEpoch, FeedBreak expected)
    {
        await PutAsync("a", "1", DocumentBatch.Absent);
        var position = await Store.ReadPositionAsync(Cancel);
        await PutAsync("b", "1", DocumentBatch.Absent);
        var since = position with
        {
            Revision = position.Revision + (ahead * 2),
            Mark = position.Mark + otherMark,
            Epoch = position.Epoch + otherEpoch,
        };

        var reading = await Store.ReadFeedAsync(since, Cancel);

        Assert.Equal((expected, expected == FeedBreak.None), (reading.Break, reading.Changes is not null));
        Assert.Equal(await Store.ReadPositionAsync(Cancel), reading.Newest);
    }

    [Fact]
    public async Task ReadFeed_QuietForDays_StaysConfirmed()
    {
        await PutAsync("a", "1", DocumentBatch.Absent);
        var old = await Store.ReadPositionAsync(Cancel);
        await PutAsync("b", "1", DocumentBatch.Absent);
        var newest = await Store.ReadPositionAsync(Cancel);
        Time.Advance(TimeSpan.FromDays(3));

        await Store.SweepAsync(Cancel);

        Assert.Equal(FeedBreak.None, (await Store.ReadFeedAsync(newest, Cancel)).Break);
        Assert.NotEqual(FeedBreak.OtherHistory, (await Store.ReadFeedAsync(old, Cancel)).Break);
    }

    private Task<long> PutUntilAsync(string key, TimeSpan life, long? expected) =>
        CommitAsync(new DocumentBatch().Put(Notes.Plain, key, new("short") { Owner = "ann", Until = Time.GetUtcNow() + life }, expected));
}
