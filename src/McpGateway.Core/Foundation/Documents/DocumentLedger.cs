namespace McpGateway.Core.Foundation.Documents;

/// <summary>
/// The store together with its followers: every repository reads and commits here. A commit returns after the followers on this
/// replica have applied it; commits of other replicas arrive through <see cref="CatchUpAsync"/>.
/// </summary>
public sealed partial class DocumentLedger(
    IDocumentStore store, Func<IEnumerable<IChangeFollower>> followers, ILogger<DocumentLedger> logger) : IDisposable
{
    private readonly SemaphoreSlim _applying = new(1, 1);
    private IChangeFollower[] _followers = [];
    private long _applied;

    /// <summary>The revision that the followers have applied.</summary>
    public long AppliedRevision => Volatile.Read(ref _applied);

    public Task<Document<T>?> FindAsync<T>(DocumentKind<T> kind, string key, CancellationToken cancellationToken)
        where T : class => store.FindAsync(kind, key, cancellationToken);

    public Task<IReadOnlyList<Document<T>>> ListAsync<T>(DocumentKind<T> kind, CancellationToken cancellationToken)
        where T : class => store.ListAsync(kind, cancellationToken);

    public Task<IReadOnlyList<Document<T>>> ListByOwnerAsync<T>(DocumentKind<T> kind, string owner, CancellationToken cancellationToken)
        where T : class => store.ListByOwnerAsync(kind, owner, cancellationToken);

    /// <inheritdoc cref="IDocumentStore.CommitAsync"/>
    public async Task<Result<long>> CommitAsync(DocumentBatch batch, CancellationToken cancellationToken)
    {
        var committed = await store.CommitAsync(batch, cancellationToken);
        if (committed.IsSuccess)
        {
            // What is committed must reach the followers even when the caller has gone away.
            await CatchUpAsync(CancellationToken.None);
        }

        return committed;
    }

    /// <summary>Loads every follower. Called once at start, before traffic.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _applying.WaitAsync(cancellationToken);
        try
        {
            var revision = await store.ReadRevisionAsync(cancellationToken);
            _followers = [.. followers()];
            foreach (var follower in _followers)
            {
                await follower.LoadAsync(cancellationToken);
            }

            Volatile.Write(ref _applied, revision);
        }
        finally
        {
            _applying.Release();
        }
    }

    /// <summary>Applies what was committed since the last call, here or on another replica.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await _applying.WaitAsync(cancellationToken);
        try
        {
            var changes = await store.ReadChangesAsync(_applied, cancellationToken);
            if (changes.Count == 0)
            {
                return;
            }

            if (await ApplyAsync(changes, cancellationToken))
            {
                Volatile.Write(ref _applied, changes[^1].Revision);
            }
        }
        finally
        {
            _applying.Release();
        }
    }

    public void Dispose() => _applying.Dispose();

    private async Task<bool> ApplyAsync(IReadOnlyList<DocumentChange> changes, CancellationToken cancellationToken)
    {
        var applied = true;
        foreach (var follower in _followers)
        {
            try
            {
                await follower.ApplyAsync(changes, cancellationToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // One broken follower must not keep the others from the change, nor fail a write that is already durable.
                LogFollowerFailed(follower.GetType().Name, changes[^1].Revision, failure);
                applied = false;
            }
        }

        return applied;
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Error, Message = "{Follower} could not apply revision {Revision}; it is tried again.")]
    private partial void LogFollowerFailed(string follower, long revision, Exception failure);
}
