using System.Diagnostics.Metrics;
using McpGateway.Foundation.Documents;
using McpGateway.Storage.Sql;
using McpGateway.Tests.Storage;
using McpGateway.Tests.Storage.Contracts;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
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
    public async Task Commit_Returns_AfterHandlersApplied()
    {
        var handler = new Copy(_fixture.Documents);
        using var documents = await StartAsync(handler);
        await PutAsync(documents, "a", "1");
        Assert.Equal("1", handler.Texts["a"]);
        await documents.CommitAsync(new DocumentBatch().Delete(Notes.Plain, "a", null), Cancel);
        Assert.Empty(handler.Texts);
    }

    [Fact]
    public async Task Start_WithDocuments_LoadsHandlers()
    {
        using (var before = await StartAsync())
        {
            await PutAsync(before, "a", "1");
        }

        var handler = new Copy(_fixture.Documents);
        using var documents = await StartAsync(handler);
        Assert.Equal("1", handler.Texts["a"]);
        Assert.Equal(1, documents.AppliedRevision);
    }

    [Fact]
    public async Task Commit_Conflict_TellsNobody()
    {
        var handler = new Copy(_fixture.Documents);
        using var documents = await StartAsync(handler);
        Assert.False((await documents.CommitAsync(new DocumentBatch().Put(Notes.Plain, "a", new("1"), 5), Cancel)).IsSuccess);
        Assert.Equal(0, handler.Deliveries);
    }

    [Fact]
    public async Task Commit_AListenerFailsAfterwards_IsStoredAllTheSame_AndTheOthersAreTold()
    {
        var told = 0;
        using var documents = new DocumentStore(
            _fixture.Documents, static () => [], NullLogger<DocumentStore>.Instance,
            listeners: () =>
            [
                new Listener(static () => throw new InvalidOperationException("broken on purpose")),
                new Listener(() => told++),
            ]);
        await documents.StartAsync(Cancel);

        var committed = await documents.CommitAsync(new DocumentBatch().Put(Notes.Plain, "a", new("1"), null), Cancel);

        Assert.True(committed.IsSuccess);
        Assert.Equal(1, told);
        Assert.Equal("1", (await documents.FindAsync(Notes.Plain, "a", Cancel))!.Value.Text);
    }

    [Fact]
    public async Task Commit_ParallelCommits_EachReadsItsOwnWrite()
    {
        var handler = new Copy(_fixture.Documents);
        using var documents = await StartAsync(handler);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(index => Task.Run(
            async () =>
            {
                await PutAsync(documents, $"k{index}", "x");
                Assert.True(handler.Texts.ContainsKey($"k{index}"));
            },
            Cancel)));
    }

    [Fact]
    public async Task Commit_OneHandlerFails_OthersHearOnceAndItCatchesUp()
    {
        var broken = new Copy(_fixture.Documents) { Fails = true };
        var healthy = new Copy(_fixture.Documents);
        using var documents = await StartAsync(broken, healthy);

        await PutAsync(documents, "a", "1");
        await PutAsync(documents, "b", "1");
        await documents.CatchUpAsync(Cancel);
        Assert.Equal(["a", "b"], healthy.Heard);
        Assert.Empty(broken.Texts);

        broken.Fails = false;
        await documents.CatchUpAsync(Cancel);
        Assert.Equal(["a", "b"], broken.Texts.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["a", "b"], healthy.Heard);
        Assert.Equal(2, documents.AppliedRevision);
    }

    [Fact]
    public async Task CatchUp_TwoStoresOnOneDatabase_Converge()
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

    [Theory]
    [InlineData(10, 0)]
    [InlineData(10, 3)]
    [InlineData(10, 10)]
    [InlineData(10, 25)]
    public async Task CatchUp_DatabaseRestoredFromABackup_LoadsAgain_WhateverTheRevision(int lost, int more)
    {
        var (here, away) = (new Copy(_fixture.Documents), new Copy(_fixture.Documents));
        using var first = await StartAsync(here);
        await PutAsync(first, "kept", "before");
        Restore(_fixture.File, _fixture.Beside("backup.db"));
        using var second = await StartAsync(away);
        await PutAsync(first, "kept", "lost");
        for (var index = 0; index < lost; index++)
        {
            await PutAsync(first, $"lost{index}", "x");
        }

        await second.CatchUpAsync(Cancel);
        Restore(_fixture.Beside("backup.db"), _fixture.File);
        for (var index = 0; index < more; index++)
        {
            await PutAsync(first, $"new{index}", "x");

            // Also where the commit's number is one that this replica has applied already.
            Assert.Contains($"new{index}", here.Texts.Keys);
        }

        await first.CatchUpAsync(Cancel);
        await second.CatchUpAsync(Cancel);

        var expected = Enumerable.Range(0, more).Select(index => $"new{index}").Append("kept").Order(StringComparer.Ordinal);
        Assert.Equal(expected, away.Texts.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(away.Texts, here.Texts);
        Assert.Equal("before", away.Texts["kept"]);
        Assert.Equal(1 + more, second.AppliedRevision);
    }

    [Fact]
    public async Task CatchUp_OtherEpoch_LoadsAgain()
    {
        var copy = new Copy(_fixture.Documents);
        using var documents = await StartAsync(copy);
        await PutAsync(documents, "a", "1");
        await ExecuteAsync("UPDATE documents SET body = CAST(REPLACE(CAST(body AS TEXT), '1', '2') AS BLOB)");
        await documents.CatchUpAsync(Cancel);
        Assert.Equal("1", copy.Texts["a"]);

        await ExecuteAsync("UPDATE store_state SET epoch = 'another'");
        await documents.CatchUpAsync(Cancel);

        Assert.Equal("2", copy.Texts["a"]);
    }

    [Fact]
    public async Task CatchUp_HandlerThatCannotLoad_IsAskedAgain_AndTheStateIsNotConfirmedMeanwhile()
    {
        var copy = new Copy(_fixture.Documents);
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var time = new ManualTimeProvider();
        var freshness = new StoreFreshness(
            Microsoft.Extensions.Options.Options.Create(new StalenessOptions()), services.GetRequiredService<IMeterFactory>(), time);
        using var documents = new DocumentStore(
            _fixture.Documents, () => [copy], NullLogger<DocumentStore>.Instance, null, freshness, time);
        await documents.StartAsync(Cancel);
        await PutAsync(documents, "a", "1");
        await ExecuteAsync("UPDATE store_state SET epoch = 'another'");
        copy.FailsToLoad = true;
        time.Advance(TimeSpan.FromSeconds(61));

        await documents.CatchUpAsync(Cancel);
        Assert.True(freshness.IsStale);
        copy.FailsToLoad = false;
        await documents.CatchUpAsync(Cancel);

        Assert.False(freshness.IsStale);
        Assert.Equal("1", copy.Texts["a"]);
    }

    private static void Restore(string from, string to)
    {
        using var source = new SqliteConnection($"Data Source={from};Pooling=false");
        using var target = new SqliteConnection($"Data Source={to};Pooling=false");
        source.Open();
        target.Open();
        source.BackupDatabase(target);
    }

    private Task<int> ExecuteAsync(string sql) => _fixture.Database.WriteAsync(
        async (session, token) => new WriteOutcome<int>(await session.ExecuteAsync(sql, token), Keep: true), takesRevision: false, Cancel);

    private static async Task PutManyAsync(DocumentStore documents, string prefix)
    {
        for (var index = 0; index < 30; index++)
        {
            await PutAsync(documents, $"{prefix}{index}", "x");
        }
    }

    private static async Task PutAsync(DocumentStore documents, string key, string text) =>
        Assert.True((await documents.CommitAsync(new DocumentBatch().Put(Notes.Plain, key, new(text), null), Cancel)).IsSuccess);

    private async Task<DocumentStore> StartAsync(params IChangeHandler[] handlers)
    {
        var documents = new DocumentStore(_fixture.Documents, () => handlers, NullLogger<DocumentStore>.Instance);
        await documents.StartAsync(Cancel);
        return documents;
    }

    private sealed class Listener(Action told) : ICommitListener
    {
        public Action Begin(DocumentBatch batch) => told;
    }

    /// <summary>Keeps a copy of all notes.</summary>
    private sealed class Copy(IDocumentStorage store) : IChangeHandler
    {
        public System.Collections.Concurrent.ConcurrentDictionary<string, string> Texts { get; } = new(StringComparer.Ordinal);

        public List<string> Heard { get; } = [];

        public bool Fails { get; set; }

        public bool FailsToLoad { get; set; }

        public int Deliveries { get; private set; }

        public ChangePhase Phase => ChangePhase.Snapshot;

        public async Task LoadAsync(CancellationToken cancellationToken)
        {
            if (FailsToLoad)
            {
                throw new InvalidOperationException("broken on purpose");
            }

            Texts.Clear();
            foreach (var note in await store.ListAsync(Notes.Plain, cancellationToken))
            {
                Texts[note.Key] = note.Value.Text;
            }
        }

        public async Task ApplyAsync(ChangeSet changes, CancellationToken cancellationToken)
        {
            Deliveries++;
            if (Fails)
            {
                throw new InvalidOperationException("broken on purpose");
            }

            foreach (var change in changes.Changes)
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
