using System.Data.Common;

namespace McpGateway.Foundation.Documents;

/// <content>Commits that take rights away: in force at once, stored when the store can take them.</content>
public sealed partial class DocumentStore
{
    /// <summary>After this a revocation is in force, stored or not.</summary>
    private static readonly TimeSpan RevocationNotice = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Held by whoever stores what waits, or writes to a document of it: of two who store the same, one would store what the other or a
    /// later commit has replaced.
    /// </summary>
    private readonly SemaphoreSlim _storing = new(1, 1);

    /// <summary>Stores the revocations that could not be stored before.</summary>
    /// <returns>How many are left.</returns>
    internal async Task<int> StoreUnstoredAsync(CancellationToken cancellationToken)
    {
        await _storing.WaitAsync(cancellationToken);
        try
        {
            await StoreWaitingAsync(cancellationToken);
        }
        finally
        {
            _storing.Release();
        }

        return UnstoredCount;
    }

    private async Task StoreWaitingAsync(CancellationToken cancellationToken)
    {
        while (_inForce.Batches.Find(static batch => !batch.IsOnItsWay) is { } waiting)
        {
            try
            {
                var stored = await storage.CommitAsync(waiting.Batch, cancellationToken);
                if (!stored.IsSuccess && _inForce.Find(waiting.Number) is { } left)
                {
                    // Changed elsewhere meanwhile. In doubt the right is gone, whatever else that change was about.
                    LogOverwritten(stored.Error.Detail);
                    stored = await storage.CommitAsync(
                        left.Batch.With(left.Batch.Writes.Select(static write => write with { ExpectedVersion = null })),
                        cancellationToken);
                }

                if (stored.IsSuccess)
                {
                    await PublishAsync(stored.Value);
                    TellStored(waiting.Batch);
                    LogStored(UnstoredCount - 1);
                }

                _inForce.Remove(waiting.Number);
            }
            catch (StorageUnavailableException)
            {
                // Still not: the others would fare no better.
                return;
            }
        }
    }

    /// <summary>A revocation is not taken back by a caller who leaves.</summary>
    private Task<Result<long>> StoreAsync(DocumentBatch batch, CancellationToken cancellationToken) =>
        batch.IsRevocation ? StoreRevocationAsync(batch) : WriteAsync(batch, cancellationToken);

    private async Task<Result<long>> StoreRevocationAsync(DocumentBatch batch)
    {
        var storing = WriteAsync(batch, CancellationToken.None);
        long? waiting = await Task.WhenAny(storing, Task.Delay(RevocationNotice)) == storing
            ? null
            : await PutInForceAsync(batch, isOnItsWay: true);
        try
        {
            var stored = await storing;
            if (waiting is { } number)
            {
                _inForce.Remove(number);
                if (!stored.IsSuccess)
                {
                    await TellInForceAsync(batch, isTakenBack: true);
                }
            }

            return stored;
        }
        catch (Exception failure) when (failure is StorageUnavailableException or DbException or IOException or TimeoutException)
        {
            _inForce.Defer(waiting ?? await PutInForceAsync(batch, isOnItsWay: false));

            var fault = (failure as StorageUnavailableException)?.Fault ?? StorageFault.Broken;
            LogUnstored(UnstoredCount, fault);
            throw new StorageUnavailableException(fault, failure, isInForce: true);
        }
        catch when (waiting is not null)
        {
            _inForce.Remove(waiting.Value);
            await TellInForceAsync(batch, isTakenBack: true);
            throw;
        }
    }

    /// <summary>In turn where the batch writes to what waits, which its documents replace.</summary>
    private async Task<Result<long>> WriteAsync(DocumentBatch batch, CancellationToken cancellationToken)
    {
        if (!_inForce.Touches(batch))
        {
            return await CommitOverAsync(batch, cancellationToken);
        }

        await _storing.WaitAsync(cancellationToken);
        try
        {
            if (!batch.IsRevocation)
            {
                // What was planned before the revocation must meet its version, and not undo it.
                await StoreWaitingAsync(cancellationToken);
            }

            return await CommitOverAsync(batch, cancellationToken);
        }
        finally
        {
            _storing.Release();
        }
    }

    private async Task<Result<long>> CommitOverAsync(DocumentBatch batch, CancellationToken cancellationToken)
    {
        var committed = await storage.CommitAsync(batch, cancellationToken);
        if (committed.IsSuccess)
        {
            _inForce.Supersede(batch);
        }

        return committed;
    }

    private async Task<long> PutInForceAsync(DocumentBatch batch, bool isOnItsWay)
    {
        var number = _inForce.Add(batch, isOnItsWay);
        await TellInForceAsync(batch, isTakenBack: false);
        return number;
    }

    private async Task TellInForceAsync(DocumentBatch batch, bool isTakenBack)
    {
        await _applying.WaitAsync();
        try
        {
            DocumentChange[] changes =
            [
                .. batch.Writes.Select(
                    write => new DocumentChange(write.Kind, write.Key, AppliedRevision, write.Body is null && !isTakenBack)),
            ];
            var set = new ChangeSet(changes, new(_inForce));
            foreach (var position in _positions)
            {
                try
                {
                    await position.Handler.ApplyAsync(set, CancellationToken.None);
                }
                catch (Exception failure) when (failure is not OutOfMemoryException)
                {
                    LogHandlerFailed(position.Handler.GetType().Name, AppliedRevision, failure);
                }
            }
        }
        finally
        {
            _applying.Release();
        }
    }

    [LoggerMessage(
        EventId = 1012, Level = LogLevel.Error,
        Message = "A revocation is in force in this process and cannot be stored yet ({Fault}); {Count} wait. A restart would undo them.")]
    private partial void LogUnstored(int count, StorageFault fault);

    [LoggerMessage(EventId = 1013, Level = LogLevel.Information, Message = "A revocation that waited is stored; {Count} wait.")]
    private partial void LogStored(int count);

    [LoggerMessage(
        EventId = 1014, Level = LogLevel.Warning,
        Message = "A revocation that waited replaces what was stored meanwhile ({Reason}).")]
    private partial void LogOverwritten(string reason);
}
