using McpGateway.Foundation.Documents;
using McpGateway.Tests.Storage;
using McpGateway.Tests.Storage.Contracts;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.Tests.Foundation.Documents;

/// <summary>
/// Revocations that a real database cannot take: in force at once, stored later, and nothing else slips through with them.
/// </summary>
public sealed class UnstoredWritesTests : IAsyncDisposable
{
    private readonly SqliteFixture _fixture = new(TimeProvider.System, TimeSpan.FromSeconds(1));
    private readonly Heard _heard = new();

    public enum Fault
    {
        Full,
        ReadOnly,
        Slow,
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [InlineData(Fault.Full, StorageFault.Full)]
    [InlineData(Fault.ReadOnly, StorageFault.ReadOnly)]
    [InlineData(Fault.Slow, StorageFault.Slow)]
    public async Task Commit_RevocationThatCannotBeStored_IsInForce_SaidSo_AndStoredLater(Fault fault, StorageFault reason)
    {
        using var documents = await StartAsync();
        await PutAsync(documents, "gone", "left", "other");
        await using (await BeginAsync(fault))
        {
            var failure = await Assert.ThrowsAsync<StorageUnavailableException>(
                () => documents.CommitAsync(Large().AsRevocation(), Cancel));

            Assert.Equal((reason, true), (failure.Fault, failure.IsInForce));
            Assert.StartsWith("It is in force in this process", failure.Message, StringComparison.Ordinal);
            Assert.Contains(("gone", true), _heard.Changes);
            Assert.Null(await documents.FindAsync(Notes.Plain, "gone", Cancel));
            Assert.Equal(["left", "other", "revoked"], await KeysAsync(documents));
            Assert.Equal(1, documents.UnstoredCount);
            Assert.Equal(HealthStatus.Degraded, await HealthAsync(documents));

            // What is in the database is what was there: nothing half written.
            Assert.NotNull(await _fixture.Documents.FindAsync(Notes.Plain, "gone", Cancel));
            Assert.Null(await _fixture.Documents.FindAsync(Notes.Plain, "revoked", Cancel));
            Assert.Equal(1, await documents.StoreUnstoredAsync(Cancel));
        }

        Assert.Equal(0, await documents.StoreUnstoredAsync(Cancel));

        Assert.Null(await _fixture.Documents.FindAsync(Notes.Plain, "gone", Cancel));
        Assert.NotNull(await _fixture.Documents.FindAsync(Notes.Plain, "revoked", Cancel));
        Assert.Equal(["left", "other", "revoked"], await KeysAsync(documents));
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(documents));
    }

    [Theory]
    [InlineData(Fault.Full)]
    [InlineData(Fault.ReadOnly)]
    [InlineData(Fault.Slow)]
    public async Task Commit_AnythingElse_IsNotInForce(Fault fault)
    {
        using var documents = await StartAsync();
        await PutAsync(documents, "gone");
        await using (await BeginAsync(fault))
        {
            var failure = await Assert.ThrowsAsync<StorageUnavailableException>(() => documents.CommitAsync(Large(), Cancel));

            Assert.False(failure.IsInForce);
            Assert.StartsWith("Nothing was stored", failure.Message, StringComparison.Ordinal);
            Assert.Equal(["gone"], await KeysAsync(documents));
        }

        Assert.Equal(0, documents.UnstoredCount);
        Assert.Equal(["gone"], await KeysAsync(documents));
    }

    [Fact]
    public async Task Commit_StoreIsSlow_RevocationIsInForceBeforeTheAnswer()
    {
        using var documents = await StartAsync();
        await PutAsync(documents, "gone");
        Task<McpGateway.Foundation.Result<long>> committing;
        await using (await BeginAsync(Fault.Slow))
        {
            _heard.Changes.Clear();
            committing = documents.CommitAsync(new DocumentBatch().Delete(Notes.Plain, "gone", null).AsRevocation(), Cancel);

            Assert.Equal(("gone", true), await _heard.Next.WaitAsync(TimeSpan.FromMinutes(1), Cancel));
            Assert.Empty(await KeysAsync(documents));
        }

        // The lock may have been given up in time or not; either way it is stored in the end.
        await Task.WhenAny(committing);
        await documents.StoreUnstoredAsync(Cancel);
        Assert.Null(await _fixture.Documents.FindAsync(Notes.Plain, "gone", Cancel));
        Assert.Equal(0, documents.UnstoredCount);
    }

    [Fact]
    public async Task Commit_RefusedRevocation_IsNotInForce()
    {
        using var documents = await StartAsync();
        await PutAsync(documents, "kept");

        var committed = await documents.CommitAsync(new DocumentBatch().Delete(Notes.Plain, "kept", 99).AsRevocation(), Cancel);

        Assert.False(committed.IsSuccess);
        Assert.Equal(["kept"], await KeysAsync(documents));
        Assert.Equal(0, documents.UnstoredCount);
    }

    [Fact]
    public async Task StoreUnstored_ChangedElsewhereMeanwhile_TheRevocationWins()
    {
        using var documents = await StartAsync();
        await PutAsync(documents, "a");
        await using (await BeginAsync(Fault.ReadOnly))
        {
            var version = (await documents.FindAsync(Notes.Plain, "a", Cancel))!.Version;
            await Assert.ThrowsAsync<StorageUnavailableException>(() => documents.CommitAsync(
                new DocumentBatch().Put(Notes.Plain, "a", new("revoked"), version).AsRevocation(), Cancel));
        }

        var elsewhere = await _fixture.Documents.CommitAsync(new DocumentBatch().Put(Notes.Plain, "a", new("elsewhere"), 1), Cancel);
        Assert.True(elsewhere.IsSuccess);
        await documents.StoreUnstoredAsync(Cancel);

        Assert.Equal("revoked", (await _fixture.Documents.FindAsync(Notes.Plain, "a", Cancel))!.Value.Text);
    }

    [Fact]
    public async Task Commit_PlannedBeforeTheRevocation_DoesNotUndoIt()
    {
        using var documents = await StartAsync();
        await PutAsync(documents, "a");
        var read = (await documents.FindAsync(Notes.Plain, "a", Cancel))!;
        await using (await BeginAsync(Fault.ReadOnly))
        {
            await Assert.ThrowsAsync<StorageUnavailableException>(() => documents.CommitAsync(
                new DocumentBatch().Put(Notes.Plain, "a", new("revoked"), read.Version).AsRevocation(), Cancel));
        }

        var late = await documents.CommitAsync(new DocumentBatch().Put(Notes.Plain, "a", new("as before"), read.Version), Cancel);

        Assert.Equal(McpGateway.Foundation.ErrorKind.Conflict, late.Error?.Kind);
        Assert.Equal("revoked", (await documents.FindAsync(Notes.Plain, "a", Cancel))!.Value.Text);
        Assert.Equal(0, documents.UnstoredCount);
    }

    [Fact]
    public async Task Commit_TwoRevocationsOfOneDocument_AreStoredInTheirOrder()
    {
        using var documents = await StartAsync();
        await PutAsync(documents, "a");
        await using (await BeginAsync(Fault.ReadOnly))
        {
            foreach (var text in new[] { "one", "two" })
            {
                var version = (await documents.FindAsync(Notes.Plain, "a", Cancel))!.Version;
                await Assert.ThrowsAsync<StorageUnavailableException>(() => documents.CommitAsync(
                    new DocumentBatch().Put(Notes.Plain, "a", new(text), version).AsRevocation(), Cancel));
            }

            Assert.Equal("two", (await documents.FindAsync(Notes.Plain, "a", Cancel))!.Value.Text);
        }

        Assert.Equal(0, await documents.StoreUnstoredAsync(Cancel));

        Assert.Equal("two", (await _fixture.Documents.FindAsync(Notes.Plain, "a", Cancel))!.Value.Text);
    }

    /// <summary>Larger than what the pages of the database have left.</summary>
    private static DocumentBatch Large() => new DocumentBatch()
        .Delete(Notes.Plain, "gone", null)
        .Put(Notes.Plain, "revoked", new(new string('x', 1_000_000)), null);

    private static async Task PutAsync(DocumentStore documents, params string[] keys)
    {
        foreach (var key in keys)
        {
            Assert.True((await documents.CommitAsync(new DocumentBatch().Put(Notes.Plain, key, new("x"), null), Cancel)).IsSuccess);
        }
    }

    private static async Task<string[]> KeysAsync(DocumentStore documents) =>
        [.. (await documents.ListAsync(Notes.Plain, Cancel)).Select(static document => document.Key)];

    private static async Task<HealthStatus> HealthAsync(DocumentStore documents) =>
        (await new UnstoredWritesCheck(documents).CheckHealthAsync(new(), Cancel)).Status;

    private async Task<SqliteFault> BeginAsync(Fault fault) => fault switch
    {
        Fault.Full => await SqliteFault.FullAsync(_fixture.Database),
        Fault.ReadOnly => await SqliteFault.ReadOnlyAsync(_fixture.Database),
        _ => await SqliteFault.LockedAsync(_fixture.Directory),
    };

    private async Task<DocumentStore> StartAsync()
    {
        var documents = new DocumentStore(_fixture.Documents, () => [_heard], NullLogger<DocumentStore>.Instance);
        await documents.StartAsync(Cancel);
        return documents;
    }

    private sealed class Heard : IChangeHandler
    {
        private readonly TaskCompletionSource<(string, bool)> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<(string Key, bool IsDeleted)> Changes { get; } = [];

        /// <summary>The first deletion that is delivered.</summary>
        public Task<(string Key, bool IsDeleted)> Next => _next.Task;

        public ChangePhase Phase => ChangePhase.Snapshot;

        public Task LoadAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task ApplyAsync(ChangeSet changes, CancellationToken cancellationToken)
        {
            Changes.AddRange(changes.Changes.Select(static change => (change.Key, change.IsDeleted)));
            if (changes.Changes.Any(static change => change.IsDeleted))
            {
                _next.TrySetResult(Changes[^1]);
            }

            return Task.CompletedTask;
        }
    }
}
