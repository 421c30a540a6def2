namespace McpGateway.Foundation.Documents;

/// <summary>
/// The storage together with the handlers of its changes: every repository reads and commits here. A commit returns after the handlers on
/// this replica have applied it; commits of other replicas arrive through <see cref="CatchUpAsync"/>.
/// </summary>
public sealed partial class DocumentStore(
    IDocumentStorage storage, Func<IEnumerable<IChangeHandler>> handlers, ILogger<DocumentStore> logger,
    Func<IEnumerable<ICommitGuard>>? guards = null, StoreFreshness? freshness = null, TimeProvider? time = null,
    Func<IChangeAudit?>? audit = null, Func<IEnumerable<ICommitListener>>? listeners = null)
    : IDisposable
{
    private readonly UnstoredWrites _inForce = new(storage);
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly SemaphoreSlim _guarding = new(1, 1);
    private readonly Lazy<ICommitGuard[]> _guards = new(() => [.. guards?.Invoke() ?? []]);
    private readonly Lazy<IChangeAudit?> _audit = new(() => audit?.Invoke());
    private readonly Lazy<ICommitListener[]> _listeners = new(() => [.. listeners?.Invoke() ?? []]);
    private readonly SemaphoreSlim _applying = new(1, 1);
    private Position[] _positions = [];
    private StorePosition? _applied;

    // Deliveries, numbered. Written under the lock.
    private long _begun;
    private long _ended;

    /// <summary>The revision that every handler has applied.</summary>
    public long AppliedRevision => Volatile.Read(ref _applied)?.Revision ?? 0;

    /// <summary>The storage with the revocations that it could not take yet.</summary>
    public IDocumentStorage InForce => _inForce;

    /// <summary>Revocations that are in force here and not stored.</summary>
    public int UnstoredCount => _inForce.Batches.Count;

    internal RetryTurns Retries { get; } = new();

    public Task<Document<T>?> FindAsync<T>(DocumentKind<T> kind, string key, CancellationToken cancellationToken)
        where T : class => _inForce.FindAsync(kind, key, cancellationToken);

    public Task<IReadOnlyList<Document<T>>> ListAsync<T>(DocumentKind<T> kind, CancellationToken cancellationToken)
        where T : class => _inForce.ListAsync(kind, cancellationToken);

    public Task<IReadOnlyList<Document<T>>> ListByOwnerAsync<T>(DocumentKind<T> kind, string owner, CancellationToken cancellationToken)
        where T : class => _inForce.ListByOwnerAsync(kind, owner, cancellationToken);

    /// <summary>As <see cref="IDocumentStorage.CommitAsync"/>, unless an <see cref="ICommitGuard"/> refuses.</summary>
    /// <exception cref="StorageUnavailableException">Nothing was stored. A revocation is in force here all the same.</exception>
    public async Task<Result<long>> CommitAsync(DocumentBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Audit ??= _audit.Value?.Begin(batch);
        batch.Stored = [.. _listeners.Value.Select(listener => listener.Begin(batch)).OfType<Action>()];
        var committed = Array.Exists(_guards.Value, guard => guard.Concerns(batch))
            ? await CommitGuardedAsync(batch, cancellationToken)
            : await StoreAsync(batch, cancellationToken);
        if (committed.IsSuccess)
        {
            await PublishAsync(committed.Value);
            TellStored(batch);
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
            var before = _time.GetTimestamp();
            var newest = await storage.ReadPositionAsync(cancellationToken);
            var positions = handlers().OrderBy(handler => handler.Phase).Select(handler => new Position(handler, newest)).ToArray();
            foreach (var position in positions)
            {
                await position.Handler.LoadAsync(cancellationToken);
            }

            _positions = positions;
            Volatile.Write(ref _applied, newest);
            freshness?.Confirm(before);
        }
        finally
        {
            _applying.Release();
        }
    }

    /// <summary>Applies what was committed since the last call, here or on another replica.</summary>
    public Task CatchUpAsync(CancellationToken cancellationToken) => CatchUpAfterAsync(long.MaxValue, cancellationToken);

    public void Dispose()
    {
        _applying.Dispose();
        _guarding.Dispose();
        _storing.Dispose();
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
                : await StoreAsync(batch, cancellationToken);
        }
        finally
        {
            _guarding.Release();
        }
    }

    private void TellStored(DocumentBatch batch)
    {
        foreach (var told in batch.Stored)
        {
            try
            {
                told();
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // The write is durable, and the next listener has to hear of it all the same.
                LogListenerFailed(failure);
            }
        }
    }

    private async Task PublishAsync(long revision)
    {
        try
        {
            // What is committed must reach the handlers even when the caller has gone away.
            await CatchUpAfterAsync(Volatile.Read(ref _begun), CancellationToken.None);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The write is durable: saying that it failed would be wrong. The change feed delivers the change as soon as the store answers
            // again.
            LogPublishFailed(revision, failure);
        }
    }

    /// <param name="known">
    /// The newest delivery that may have begun too early: one that began later has read what the caller wants delivered. Revisions would
    /// not tell, because they are given out again when the store has gone back.
    /// </param>
    /// <param name="cancellationToken">Stops waiting and delivering.</param>
    private async Task CatchUpAfterAsync(long known, CancellationToken cancellationToken)
    {
        await _applying.WaitAsync(cancellationToken);
        try
        {
            // A commit that waited here was usually delivered by the one before it.
            if (_ended <= known)
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
        var number = _begun + 1;
        Volatile.Write(ref _begun, number);
        var before = _time.GetTimestamp();
        var applied = _applied ??= await storage.ReadPositionAsync(cancellationToken);
        var reading = await storage.ReadFeedAsync(applied, cancellationToken);
        if (reading.Changes is null)
        {
            NoteBreak(applied, reading);
        }

        var changes = reading.Changes is { Count: > 0 } some ? new ChangeSet(some, new(_inForce)) : null;
        foreach (var position in _positions)
        {
            await DeliverAsync(position, applied.Revision, changes, reading.Newest, cancellationToken);
        }

        // The slowest handler decides where the next reading starts; the others are not told twice.
        var slowest = _positions.Where(static position => !position.MustLoad).MinBy(static position => position.Applied.Revision);
        Volatile.Write(ref _applied, slowest?.Applied ?? reading.Newest);
        if (_positions.All(position => !position.MustLoad && position.Applied.Revision >= reading.Newest.Revision))
        {
            freshness?.Confirm(before);
        }

        _ended = number;
    }

    private void NoteBreak(StorePosition applied, FeedReading reading)
    {
        foreach (var position in _positions)
        {
            position.MustLoad = true;
        }

        freshness?.CountReload(reading.Break);
        if (reading.Break == FeedBreak.OtherHistory)
        {
            LogOtherHistory(applied.Revision, reading.Newest.Revision);
        }
        else
        {
            LogReload(reading.Break, reading.Newest.Revision);
        }
    }

    /// <param name="position">Whom.</param>
    /// <param name="since">The revision after which the changes were read.</param>
    /// <param name="changes">Null when there are none, or when they are not known.</param>
    /// <param name="newest">Where the handler is afterwards.</param>
    /// <param name="cancellationToken">Stops the handler.</param>
    private async Task DeliverAsync(
        Position position, long since, ChangeSet? changes, StorePosition newest, CancellationToken cancellationToken)
    {
        try
        {
            if (position.MustLoad)
            {
                await position.Handler.LoadAsync(cancellationToken);
                position.MustLoad = false;
            }
            else if (changes is not null && position.Applied.Revision < newest.Revision)
            {
                await position.Handler.ApplyAsync(
                    position.Applied.Revision == since ? changes : changes.After(position.Applied.Revision), cancellationToken);
            }

            position.Applied = newest;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // One broken handler must not keep the others from the change, nor fail a write that is already durable.
            LogHandlerFailed(position.Handler.GetType().Name, newest.Revision, failure);
        }
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Error, Message = "{Handler} could not apply revision {Revision}; it is tried again.")]
    private partial void LogHandlerFailed(string handler, long revision, Exception failure);

    [LoggerMessage(
        EventId = 1003, Level = LogLevel.Error, Message = "Revision {Revision} is stored but could not be delivered to the handlers yet.")]
    private partial void LogPublishFailed(long revision, Exception failure);

    [LoggerMessage(
        EventId = 1016, Level = LogLevel.Error, Message = "A change is stored, and one of those who are told of it failed.")]
    private partial void LogListenerFailed(Exception failure);

    [LoggerMessage(
        EventId = 1007, Level = LogLevel.Warning,
        Message = "The store's history is not the one that was followed here (revision {Before} then, {Now} now), as after a failover that "
            + "lost commits or a restored backup: everything is loaded anew.")]
    private partial void LogOtherHistory(long before, long now);

    [LoggerMessage(
        EventId = 1008, Level = LogLevel.Information, Message = "Everything is loaded anew, at revision {Revision} ({Reason}).")]
    private partial void LogReload(FeedBreak reason, long revision);

    /// <summary>How far a handler is. Read and written only under <see cref="_applying"/>.</summary>
    private sealed class Position(IChangeHandler handler, StorePosition applied)
    {
        public IChangeHandler Handler { get; } = handler;

        public StorePosition Applied { get; set; } = applied;

        /// <summary>What it knows may never have been, or is not all.</summary>
        public bool MustLoad { get; set; }
    }
}
