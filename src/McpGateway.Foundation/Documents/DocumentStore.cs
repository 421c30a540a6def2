namespace McpGateway.Foundation.Documents;

/// <summary>
/// The store together with its followers: every repository reads and commits here. A commit returns after the followers on this
/// replica have applied it; commits of other replicas arrive through <see cref="CatchUpAsync"/>.
/// </summary>
public sealed partial class DocumentStore(
    IDocumentStorage store, Func<IEnumerable<IChangeHandler>> followers, ILogger<DocumentStore> logger, Func<IEnumerable<ICommitGuard>>? guards = null)
    : IDisposable
{
    private readonly SemaphoreSlim _guarding = new(1, 1);
    private readonly Lazy<ICommitGuard[]> _guards = new(() => [.. guards?.Invoke() ?? []]);
    private readonly SemaphoreSlim _applying = new(1, 1);
    private Position[] _positions = [];
    private long _applied;

    /// <summary>The revision that every follower has applied.</summary>
    public long AppliedRevision => Volatile.Read(ref _applied);

    public Task<Document<T>?> FindAsync<T>(DocumentKind<T> kind, string key, CancellationToken cancellationToken)
        where T : class => store.FindAsync(kind, key, cancellationToken);

    public Task<IReadOnlyList<Document<T>>> ListAsync<T>(DocumentKind<T> kind, CancellationToken cancellationToken)
        where T : class => store.ListAsync(kind, cancellationToken);

    public Task<IReadOnlyList<Document<T>>> ListByOwnerAsync<T>(DocumentKind<T> kind, string owner, CancellationToken cancellationToken)
        where T : class => store.ListByOwnerAsync(kind, owner, cancellationToken);

    /// <summary>As <see cref="IDocumentStorage.CommitAsync"/>, unless an <see cref="ICommitGuard"/> refuses.</summary>
    public async Task<Result<long>> CommitAsync(DocumentBatch batch, CancellationToken cancellationToken)
    {
        var committed = Array.Exists(_guards.Value, guard => guard.Concerns(batch))
            ? await CommitGuardedAsync(batch, cancellationToken)
            : await store.CommitAsync(batch, cancellationToken);
        if (committed.IsSuccess)
        {
            await PublishAsync(committed.Value);
        }

        return committed;
    }

    /// <summary>Why <see cref="CommitAsync"/> would refuse the batch, for those who have something else to do before; null when it would not.</summary>
    public async Task<Error?> FindRefusalAsync(DocumentBatch batch, CancellationToken cancellationToken)
    {
        foreach (var guard in _guards.Value)
        {
            if (guard.Concerns(batch) && await guard.FindRefusalAsync(batch, cancellationToken) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>Loads every follower. Called once at start, before traffic.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _applying.WaitAsync(cancellationToken);
        try
        {
            // Read first: what is committed during the load is applied again afterwards, never missed.
            var revision = await store.ReadRevisionAsync(cancellationToken);
            var positions = followers().Select(follower => new Position(follower, revision)).ToArray();
            foreach (var position in positions)
            {
                await position.Follower.LoadAsync(cancellationToken);
            }

            _positions = positions;
            Volatile.Write(ref _applied, revision);
        }
        finally
        {
            _applying.Release();
        }
    }

    /// <summary>Applies what was committed since the last call, here or on another replica.</summary>
    public Task CatchUpAsync(CancellationToken cancellationToken) => CatchUpToAsync(long.MaxValue, cancellationToken);

    public void Dispose()
    {
        _applying.Dispose();
        _guarding.Dispose();
    }

    /// <summary>One after the other: two changes that are harmless each may be harmful together.</summary>
    private async Task<Result<long>> CommitGuardedAsync(DocumentBatch batch, CancellationToken cancellationToken)
    {
        await _guarding.WaitAsync(cancellationToken);
        try
        {
            return await FindRefusalAsync(batch, cancellationToken) is { } refusal ? refusal : await store.CommitAsync(batch, cancellationToken);
        }
        finally
        {
            _guarding.Release();
        }
    }

    private async Task PublishAsync(long revision)
    {
        try
        {
            // What is committed must reach the followers even when the caller has gone away.
            await CatchUpToAsync(revision, CancellationToken.None);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The write is durable: saying that it failed would be wrong. The pump delivers the change as soon as the store answers again.
            LogPublishFailed(revision, failure);
        }
    }

    private async Task CatchUpToAsync(long revision, CancellationToken cancellationToken)
    {
        await _applying.WaitAsync(cancellationToken);
        try
        {
            // A commit that waited here was usually delivered by the one before it.
            if (_applied < revision)
            {
                await DeliverAsync(cancellationToken);
            }
        }
        finally
        {
            _applying.Release();
        }
    }

    private async Task DeliverAsync(CancellationToken cancellationToken)
    {
        var changes = await store.ReadChangesAsync(_applied, cancellationToken);
        var newest = changes is null ? await store.ReadRevisionAsync(cancellationToken) : changes.Count > 0 ? changes[^1].Revision : _applied;
        foreach (var position in _positions)
        {
            await DeliverAsync(position, changes, newest, cancellationToken);
        }

        // The slowest follower decides where the next reading starts; the others are not told twice.
        Volatile.Write(ref _applied, _positions.Length == 0 ? newest : _positions.Min(position => position.Applied));
    }

    private async Task DeliverAsync(
        Position position, IReadOnlyList<DocumentChange>? changes, long newest, CancellationToken cancellationToken)
    {
        if (position.Applied >= newest)
        {
            return;
        }

        try
        {
            if (changes is null)
            {
                await position.Follower.LoadAsync(cancellationToken);
            }
            else
            {
                await position.Follower.ApplyAsync(
                    position.Applied == _applied ? changes : [.. changes.Where(change => change.Revision > position.Applied)], cancellationToken);
            }

            position.Applied = newest;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // One broken follower must not keep the others from the change, nor fail a write that is already durable.
            LogFollowerFailed(position.Follower.GetType().Name, newest, failure);
        }
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Error, Message = "{Follower} could not apply revision {Revision}; it is tried again.")]
    private partial void LogFollowerFailed(string follower, long revision, Exception failure);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Error, Message = "Revision {Revision} is stored but could not be delivered to the followers yet.")]
    private partial void LogPublishFailed(long revision, Exception failure);

    /// <summary>How far a follower is. Read and written only under <see cref="_applying"/>.</summary>
    private sealed class Position(IChangeHandler follower, long applied)
    {
        public IChangeHandler Follower { get; } = follower;

        public long Applied { get; set; } = applied;
    }
}
