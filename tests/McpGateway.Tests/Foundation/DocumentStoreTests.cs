using McpGateway.Foundation.Documents;
using McpGateway.Tests.Storage;
using McpGateway.Tests.Storage.Contracts;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.Tests.Foundation;

public sealed class DocumentStoreTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly SqliteFixture _fixture;

    public DocumentStoreTests() => _fixture = new(_time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Commit_Returns_AfterFollowersApplied()
    {
        var follower = new Copy(_fixture.Documents);
        using var ledger = await StartAsync(follower);
        await PutAsync(ledger, "a", "1");
        Assert.Equal("1", follower.Texts["a"]);
        await ledger.CommitAsync(new DocumentBatch().Delete(Notes.Plain, "a", null), Cancel);
        Assert.Empty(follower.Texts);
    }

    [Fact]
    public async Task Start_WithDocuments_LoadsFollowers()
    {
        using (var before = await StartAsync())
        {
            await PutAsync(before, "a", "1");
        }

        var follower = new Copy(_fixture.Documents);
        using var ledger = await StartAsync(follower);
        Assert.Equal("1", follower.Texts["a"]);
        Assert.Equal(1, ledger.AppliedRevision);
    }

    [Fact]
    public async Task Commit_Conflict_TellsNobody()
    {
        var follower = new Copy(_fixture.Documents);
        using var ledger = await StartAsync(follower);
        Assert.False((await ledger.CommitAsync(new DocumentBatch().Put(Notes.Plain, "a", new("1"), 5), Cancel)).IsSuccess);
        Assert.Equal(0, follower.Deliveries);
    }

    [Fact]
    public async Task Commit_ParallelCommits_EachReadsItsOwnWrite()
    {
        var follower = new Copy(_fixture.Documents);
        using var ledger = await StartAsync(follower);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(index => Task.Run(
            async () =>
            {
                await PutAsync(ledger, $"k{index}", "x");
                Assert.True(follower.Texts.ContainsKey($"k{index}"));
            },
            Cancel)));
    }

    [Fact]
    public async Task Commit_OneFollowerFails_OthersHearOnceAndItCatchesUp()
    {
        var broken = new Copy(_fixture.Documents) { Fails = true };
        var healthy = new Copy(_fixture.Documents);
        using var ledger = await StartAsync(broken, healthy);

        await PutAsync(ledger, "a", "1");
        await PutAsync(ledger, "b", "1");
        await ledger.CatchUpAsync(Cancel);
        Assert.Equal(["a", "b"], healthy.Heard);
        Assert.Empty(broken.Texts);

        broken.Fails = false;
        await ledger.CatchUpAsync(Cancel);
        Assert.Equal(["a", "b"], broken.Texts.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["a", "b"], healthy.Heard);
        Assert.Equal(2, ledger.AppliedRevision);
    }

    [Fact]
    public async Task CatchUp_TwoLedgersOnOneDatabase_Converge()
    {
        var (left, right) = (new Copy(_fixture.Documents), new Copy(_fixture.Documents));
        using var first = await StartAsync(left);
        using var second = await StartAsync(right);
        await Task.WhenAll(
            Task.Run(() => PutManyAsync(first, "l"), Cancel),
            Task.Run(() => PutManyAsync(second, "r"), Cancel));

        await first.CatchUpAsync(Cancel);
        await second.CatchUpAsync(Cancel);

        Assert.Equal(60, left.Texts.Count);
        Assert.Equal(left.Texts, right.Texts);
        Assert.Equal(first.AppliedRevision, second.AppliedRevision);
    }

    [Fact]
    public async Task CatchUp_AwayLongerThanDeletionsAreKept_LoadsAgain()
    {
        var (here, away) = (new Copy(_fixture.Documents), new Copy(_fixture.Documents));
        using var first = await StartAsync(here);
        await PutAsync(first, "revoked", "1");
        using var second = await StartAsync(away);
        await first.CommitAsync(new DocumentBatch().Delete(Notes.Plain, "revoked", null), Cancel);
        _time.Advance(TimeSpan.FromDays(2));
        await _fixture.Documents.SweepAsync(Cancel);

        await second.CatchUpAsync(Cancel);

        Assert.Empty(away.Texts);
        Assert.Equal(first.AppliedRevision, second.AppliedRevision);
    }

    private static async Task PutManyAsync(DocumentStore ledger, string prefix)
    {
        for (var index = 0; index < 30; index++)
        {
            await PutAsync(ledger, $"{prefix}{index}", "x");
        }
    }

    private static async Task PutAsync(DocumentStore ledger, string key, string text) =>
        Assert.True((await ledger.CommitAsync(new DocumentBatch().Put(Notes.Plain, key, new(text), null), Cancel)).IsSuccess);

    private async Task<DocumentStore> StartAsync(params IChangeHandler[] followers)
    {
        var ledger = new DocumentStore(_fixture.Documents, () => followers, NullLogger<DocumentStore>.Instance);
        await ledger.StartAsync(Cancel);
        return ledger;
    }

    /// <summary>Keeps a copy of all notes.</summary>
    private sealed class Copy(IDocumentStorage store) : IChangeHandler
    {
        public System.Collections.Concurrent.ConcurrentDictionary<string, string> Texts { get; } = new(StringComparer.Ordinal);

        public List<string> Heard { get; } = [];

        public bool Fails { get; set; }

        public int Deliveries { get; private set; }

        public async Task LoadAsync(CancellationToken cancellationToken)
        {
            Texts.Clear();
            foreach (var note in await store.ListAsync(Notes.Plain, cancellationToken))
            {
                Texts[note.Key] = note.Value.Text;
            }
        }

        public async Task ApplyAsync(IReadOnlyList<DocumentChange> changes, CancellationToken cancellationToken)
        {
            Deliveries++;
            if (Fails)
            {
                throw new InvalidOperationException("broken on purpose");
            }

            foreach (var change in changes)
            {
                Heard.Add(change.Key);
                if (await store.FindAsync(Notes.Plain, change.Key, cancellationToken) is { } note)
                {
                    Texts[note.Key] = note.Value.Text;
                }
                else
                {
                    Texts.TryRemove(change.Key, out _);
                }
            }
        }
    }
}
