using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Foundation;

namespace McpGateway.Tests.Storage.Contracts;

/// <summary>What every document store does. A new adapter is done when this passes on it. Split by topic over several files.</summary>
public abstract partial class DocumentStorageContract : IAsyncLifetime
{
    private IDocumentStorage? _store;

    internal ManualTimeProvider Time { get; } = new();

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IDocumentStorage Store => _store!;

    public async ValueTask InitializeAsync() => _store = await CreateAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task Find_UnknownKey_IsNull() => Assert.Null(await Store.FindAsync(Notes.Plain, "none", Cancel));

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("\ud800")]
    public async Task Find_KeyThatCannotBeOne_IsNull(string key) => Assert.Null(await Store.FindAsync(Notes.Plain, key, Cancel));

    [Fact]
    public async Task Commit_NewDocument_IsFoundWithVersionOne()
    {
        var revision = await PutAsync("a", "hello", DocumentBatch.Absent);

        var found = await Store.FindAsync(Notes.Plain, "a", Cancel);
        Assert.Equal(new Document<Note>("a", 1, revision, new("hello")), found);
        Assert.Equal(revision, await Store.ReadRevisionAsync(Cancel));
    }

    [Theory]
    [InlineData("/with/slashes and spaces")]
    [InlineData("ключ 🔑")]
    [InlineData("'; DROP TABLE documents; --")]
    [InlineData("%_\\")]
    public async Task Commit_AnyKey_RoundTrips(string key)
    {
        await PutAsync(key, key, DocumentBatch.Absent);
        Assert.Equal(key, (await Store.FindAsync(Notes.Plain, key, Cancel))!.Value.Text);
        Assert.Equal(key, Assert.Single(await Store.ListAsync(Notes.Plain, Cancel)).Key);
    }

    [Fact]
    public async Task Commit_LongestKey_RoundTrips()
    {
        var key = new string('ü', DocumentKey.MaxBytes / 2);
        await PutAsync(key, "long", DocumentBatch.Absent);
        Assert.NotNull(await Store.FindAsync(Notes.Plain, key, Cancel));
    }

    [Fact]
    public async Task Commit_SameKeyInTwoKinds_AreTwoDocuments()
    {
        await PutAsync("a", "plain", DocumentBatch.Absent);
        await CommitAsync(new DocumentBatch().Put(Notes.Other, "a", new("other"), DocumentBatch.Absent));
        Assert.Equal("plain", (await Store.FindAsync(Notes.Plain, "a", Cancel))!.Value.Text);
        Assert.Equal("other", (await Store.FindAsync(Notes.Other, "a", Cancel))!.Value.Text);
    }

    [Fact]
    public async Task Commit_Sealed_RoundTrips()
    {
        await CommitAsync(new DocumentBatch().Put(Notes.Sealed, "a", new("s3cret"), DocumentBatch.Absent));
        Assert.Equal("s3cret", (await Store.FindAsync(Notes.Sealed, "a", Cancel))!.Value.Text);
        Assert.Equal("s3cret", Assert.Single(await Store.ListAsync(Notes.Sealed, Cancel)).Value.Text);
    }

    [Fact]
    public async Task Commit_AbsentExpectedButThere_IsConflict()
    {
        await PutAsync("a", "first", DocumentBatch.Absent);
        await AssertConflictAsync(new DocumentBatch().Put(Notes.Plain, "a", new("second"), DocumentBatch.Absent));
        Assert.Equal("first", (await Store.FindAsync(Notes.Plain, "a", Cancel))!.Value.Text);
    }

    [Fact]
    public async Task Commit_ExpectedVersion_ReplacesAndCounts()
    {
        await PutAsync("a", "1", DocumentBatch.Absent);
        await PutAsync("a", "2", 1);
        await PutAsync("a", "3", null);
        var found = await Store.FindAsync(Notes.Plain, "a", Cancel);
        Assert.Equal((3, "3"), (found!.Version, found.Value.Text));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Commit_OtherVersionThanExpected_IsConflict(long expected)
    {
        await PutAsync("a", "1", DocumentBatch.Absent);
        await PutAsync("a", "2", 1);
        await AssertConflictAsync(new DocumentBatch().Put(Notes.Plain, "a", new("lost"), expected));
        await AssertConflictAsync(new DocumentBatch().Delete(Notes.Plain, "a", expected));
        Assert.Equal("2", (await Store.FindAsync(Notes.Plain, "a", Cancel))!.Value.Text);
    }

    [Fact]
    public async Task Commit_VersionExpectedButAbsent_IsConflict()
    {
        await AssertConflictAsync(new DocumentBatch().Put(Notes.Plain, "a", new("x"), 1));
        await AssertConflictAsync(new DocumentBatch().Delete(Notes.Plain, "a", 1));
    }

    [Fact]
    public async Task Commit_OneOfManyConflicts_StoresNothing()
    {
        await PutAsync("b", "there", DocumentBatch.Absent);
        var before = await Store.ReadRevisionAsync(Cancel);
        await AssertConflictAsync(new DocumentBatch()
            .Put(Notes.Plain, "a", new("new"), DocumentBatch.Absent)
            .Delete(Notes.Plain, "b", 1)
            .Put(Notes.Plain, "c", new("stale"), 7));

        Assert.Null(await Store.FindAsync(Notes.Plain, "a", Cancel));
        Assert.NotNull(await Store.FindAsync(Notes.Plain, "b", Cancel));
        Assert.Equal(before, await Store.ReadRevisionAsync(Cancel));
        Assert.Equal(["b"], (await ReadChangesAsync(0)).Select(change => change.Key));
    }

    [Fact]
    public async Task Commit_SameDocumentTwice_AppliesInOrder()
    {
        await CommitAsync(new DocumentBatch()
            .Put(Notes.Plain, "a", new("1"), DocumentBatch.Absent)
            .Put(Notes.Plain, "a", new("2"), 1));
        Assert.Equal("2", (await Store.FindAsync(Notes.Plain, "a", Cancel))!.Value.Text);
    }

    [Fact]
    public async Task Commit_NothingToDo_KeepsRevision()
    {
        var before = await PutAsync("a", "1", DocumentBatch.Absent);
        Assert.Equal(before, await CommitAsync(new DocumentBatch()));
        Assert.Equal(before, await CommitAsync(new DocumentBatch().Delete(Notes.Plain, "none", null)));
        Assert.Equal(before, await CommitAsync(new DocumentBatch().Delete(Notes.Plain, "none", DocumentBatch.Absent)));
        Assert.Equal(before, await Store.ReadRevisionAsync(Cancel));
    }

    [Fact]
    public async Task Delete_AbsentExpectedButThere_IsConflict()
    {
        await PutAsync("a", "1", DocumentBatch.Absent);
        await AssertConflictAsync(new DocumentBatch().Delete(Notes.Plain, "a", DocumentBatch.Absent));
        Assert.NotNull(await Store.FindAsync(Notes.Plain, "a", Cancel));
    }

    [Fact]
    public async Task Delete_ThenCreate_DoesNotRepeatVersions()
    {
        await PutAsync("a", "old", DocumentBatch.Absent);
        await CommitAsync(new DocumentBatch().Delete(Notes.Plain, "a", 1));
        Assert.Null(await Store.FindAsync(Notes.Plain, "a", Cancel));

        await PutAsync("a", "new", DocumentBatch.Absent);
        await AssertConflictAsync(new DocumentBatch().Put(Notes.Plain, "a", new("over the wrong one"), 1));
    }

    [Fact]
    public async Task List_ManyKeys_IsOrderedByUtf8Bytes()
    {
        string[] expected = ["/A", "/B", "/_", "/a", "/a/b", "/ab", "/é", "/\uffee", "/😀"];
        foreach (var key in expected.Reverse())
        {
            await PutAsync(key, key, DocumentBatch.Absent);
        }

        Assert.Equal(expected, (await Store.ListAsync(Notes.Plain, Cancel)).Select(note => note.Key));
    }

    [Fact]
    public async Task ListByOwner_OwnerChanges_FollowsTheDocument()
    {
        await CommitAsync(new DocumentBatch()
            .Put(Notes.Plain, "a", new("1") { Owner = "ann" }, DocumentBatch.Absent)
            .Put(Notes.Plain, "b", new("2") { Owner = "bob" }, DocumentBatch.Absent)
            .Put(Notes.Plain, "c", new("3") { Owner = "ann" }, DocumentBatch.Absent)
            .Put(Notes.Plain, "d", new("4"), DocumentBatch.Absent));
        Assert.Equal(["a", "c"], await OwnedByAsync("ann"));
        Assert.Empty(await OwnedByAsync("Ann"));

        await CommitAsync(new DocumentBatch().Put(Notes.Plain, "a", new("1") { Owner = "bob" }, 1).Delete(Notes.Plain, "b", 1));
        Assert.Equal(["c"], await OwnedByAsync("ann"));
        Assert.Equal(["a"], await OwnedByAsync("bob"));
    }

    internal abstract Task<IDocumentStorage> CreateAsync();

    private async Task<IEnumerable<string>> OwnedByAsync(string owner) =>
        (await Store.ListByOwnerAsync(Notes.Plain, owner, Cancel)).Select(note => note.Key);

    private Task<long> PutAsync(string key, string text, long? expected) =>
        CommitAsync(new DocumentBatch().Put(Notes.Plain, key, new(text), expected));

    private async Task<long> CommitAsync(DocumentBatch batch)
    {
        var result = await Store.CommitAsync(batch, Cancel);
        Assert.True(result.IsSuccess, result.Error?.Detail);
        return result.Value;
    }

    private async Task<IReadOnlyList<DocumentChange>> ReadChangesAsync(long revision)
    {
        var changes = (await ReadFeedAsync(revision)).Changes;
        Assert.NotNull(changes);
        return changes;
    }

    /// <summary>As a reader that knows no mark.</summary>
    private async Task<FeedReading> ReadFeedAsync(long revision) =>
        await Store.ReadFeedAsync(await Store.ReadPositionAsync(Cancel) with { Revision = revision, Mark = null }, Cancel);

    private async Task AssertConflictAsync(DocumentBatch batch) =>
        Assert.Equal(ErrorKind.Conflict, (await Store.CommitAsync(batch, Cancel)).Error?.Kind);
}
