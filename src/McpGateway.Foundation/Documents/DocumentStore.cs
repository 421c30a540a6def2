namespace McpGateway.Foundation.Documents;

/// <summary>
/// The storage together with the handlers of its changes: every repository reads and commits here. A commit returns after the handlers on
/// this replica have applied it; commits of other replicas arrive through <see cref="CatchUpAsync"/>.
/// </summary>
public sealed partial class DocumentStore(
    IDocumentStorage storage, Func<IEnumerable<IChangeHandler>> handlers, ILogger<DocumentStore> logger,
    Func<IEnumerable<ICommitGuard>>? guards = null)
    : IDisposable
{
    private readonly SemaphoreSlim _guarding = new(1, 1);
    private readonly Lazy<ICommitGuard[]> _guards = new(() => [.. guards?.Invoke() ?? []]);
    private readonly SemaphoreSlim _applying = new(1, 1);
    private Position[] _positions = [];
    private long _applied;

    /// <summary>The revision that every handler has applied.</summary>
    public long AppliedRevision => Volatile.Read(ref _applied);

    internal RetryTurns Retries { get; } = new();

    public Task<Document<T>?> FindAsync<T>(DocumentKind<T> kind, string key, CancellationToken cancellationToken)
        where T : class => storage.FindAsync(kind, key, cancellationToken);

    public Task<IReadOnlyList<Document<T>>> ListAsync<T>(DocumentKind<T> kind, CancellationToken cancellationToken)
        where T : class => storage.ListAsync(kind, cancellationToken);

    public Task<IReadOnlyList<Document<T>>> ListByOwnerAsync<T>(DocumentKind<T> kind, string owner, CancellationToken cancellationToken)
        where T : class => storage.ListByOwnerAsync(kind, owner, cancellationToken);

    /// <summary>As <see cref="IDocumentStorage.CommitAsync"/>, unless an <see cref="ICommitGuard"/> refuses.</summary>
    public async Task<Result<long>> CommitAsync(DocumentBatch batch, CancellationToken cancellationToken)
    {
        var committed = Array.Exists(_guards.Value, guard => guard.Concerns(batch))
            ? await CommitGuardedAsync(batch, cancellationToken)
            : await storage.CommitAsync(batch, cancellationToken);
        if (committed.IsSuccess)
        {
            await PublishAsync(committed.Value);
        }

        return committed;
    }

    /// <summary>
    /// Why <see cref="CommitAsync"/> would refuse the batch, for operations with effects outside the store that come before the commit;
    /// null when it would not.
    /// </summary>
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

    /// <summary>Loads every handler, phase by phase. Called once at start, before traffic.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _applying.WaitAsync(cancellationToken);
        try
        {
            // Read first: what is committed during the load is applied again afterwards, never missed.
            var revision = await storage.ReadRevisionAsync(cancellationToken);
            var positions = handlers().OrderBy(handler => handler.Phase).Select(handler => new Position(handler, revision)).ToArray();
            foreach (var position in positions)
            {
                await position.Handler.LoadAsync(cancellationToken);
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
        Retries.Dispose();
    }

    /// <summary>One at a time: of two changes that a guard allows singly, the second may have to be refused after the first.</summary>
    private async Task<Result<long>> CommitGuardedAsync(DocumentBatch batch, CancellationToken cancellationToken)
    {
        await _guarding.WaitAsync(cancellationToken);
        try
        {
            return await FindRefusalAsync(batch, cancellationToken) is { } refusal
                ? refusal
                : await storage.CommitAsync(batch, cancellationToken);
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
            // What is committed must reach the handlers even when the caller has gone away.
            await CatchUpToAsync(revision, CancellationToken.None);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The write is durable: saying that it failed would be wrong. The change feed delivers the change as soon as the store answers
            // again.
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
        var read = await storage.ReadChangesAsync(_applied, cancellationToken);
        var changes = read is { Count: > 0 } ? new ChangeSet(read, new(storage)) : null;
        var newest = read is null ? await storage.ReadRevisionAsync(cancellationToken) : changes?.Revision ?? _applied;
        foreach (var position in _positions)
        {
            await DeliverAsync(position, changes, newest, cancellationToken);
        }

        // The slowest handler decides where the next reading starts; the others are not told twice.
        Volatile.Write(ref _applied, _positions.Length == 0 ? newest : _positions.Min(position => position.Applied));
    }

    private async Task DeliverAsync(
        Position position, ChangeSet? changes, long newest, CancellationToken cancellationToken)
    {
        if (position.Applied >= newest)
        {
            return;
        }

        try
        {
            // Without changes there is nothing newer, unless they are no longer on record.
            if (changes is null)
            {
                await position.Handler.LoadAsync(cancellationToken);
            }
            else
            {
                await position.Handler.ApplyAsync(
                    position.Applied == _applied ? changes : changes.After(position.Applied), cancellationToken);
            }

            position.Applied = newest;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // One broken handler must not keep the others from the change, nor fail a write that is already durable.
            LogHandlerFailed(position.Handler.GetType().Name, newest, failure);
        }
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Error, Message = "{Handler} could not apply revision {Revision}; it is tried again.")]
    private partial void LogHandlerFailed(string handler, long revision, Exception failure);

    [LoggerMessage(
        EventId = 1003, Level = LogLevel.Error, Message = "Revision {Revision} is stored but could not be delivered to the handlers yet.")]
    private partial void LogPublishFailed(long revision, Exception failure);

    /// <summary>How far a handler is. Read and written only under <see cref="_applying"/>.</summary>
    private sealed class Position(IChangeHandler handler, long applied)
    {
        public IChangeHandler Handler { get; } = handler;

        public long Applied { get; set; } = applied;
    }
}
