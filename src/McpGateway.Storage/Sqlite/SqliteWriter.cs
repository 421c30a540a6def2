using System.Threading.Channels;
using McpGateway.Foundation.Documents;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Sqlite;

/// <summary>
/// The one writer of a database file, on a thread of its own because SQLite's calls block. Writes that wait while a transaction is flushed
/// to the disk share the next one (group commit): each runs in a savepoint, so that one refused write takes nothing else with it.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    /// <summary>Bounds both the memory of the queue and the length of a transaction. A full queue makes writers wait.</summary>
    private const int MaxQueued = 256;

    /// <summary>A write that has waited so long for its turn is given up: the disk does not keep up, and its caller should know.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Channel<IJob> _jobs = Channel.CreateBounded<IJob>(new BoundedChannelOptions(MaxQueued) { SingleReader = true });
    private readonly SqlSession _session;
    private readonly Task _loop;

    public SqliteWriter(SqlSession session)
    {
        _session = session;
        _loop = Task.Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
    }

    private interface IJob
    {
        bool IsAbandoned { get; }

        /// <summary>Runs the write; false when its work is to be rolled back.</summary>
        Task<bool> RunAsync(SqlSession session);

        void Complete();

        void Fail(Exception failure);
    }

    /// <summary>Cancellation is heeded until the write begins; from then on it is carried through.</summary>
    public async Task<T> WriteAsync<T>(
        Func<SqlSession, CancellationToken, Task<WriteOutcome<T>>> write, CancellationToken cancellationToken)
    {
        var job = new Job<T>(write, cancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await _jobs.Writer.WriteAsync(job, patience.Token);
            return await job.Result.WaitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // What has not begun does not begin any more; what has is carried through, and its outcome is the answer.
            return job.TryAbandon() ? throw new StorageUnavailableException(StorageFault.Slow) : await job.Result;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _jobs.Writer.TryComplete();
        await _loop;
        await _session.DisposeAsync();
    }

    private async Task RunAsync()
    {
        var group = new List<IJob>(MaxQueued);
        while (await _jobs.Reader.WaitToReadAsync())
        {
            while (group.Count < MaxQueued && _jobs.Reader.TryRead(out var job))
            {
                if (!job.IsAbandoned)
                {
                    group.Add(job);
                }
            }

            await RunGroupAsync(group);
            group.Clear();
        }
    }

    private async Task RunGroupAsync(List<IJob> group)
    {
        if (group.Count == 0)
        {
            return;
        }

        var done = new List<IJob>(group.Count);
        try
        {
            await ExecuteAsync("BEGIN IMMEDIATE");
            foreach (var job in group)
            {
                if (await RunJobAsync(job))
                {
                    done.Add(job);
                }
            }

            await ExecuteAsync("COMMIT");
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The database refuses (full disk, locked by another process): nothing of the group is stored, and every caller is told.
            await TryRollbackAsync();
            var reason = SqliteFaults.Explain(failure);
            group.ForEach(job => job.Fail(reason));
            return;
        }

        done.ForEach(job => job.Complete());
    }

    private async Task<bool> RunJobAsync(IJob job)
    {
        await ExecuteAsync("SAVEPOINT job");
        try
        {
            if (!await job.RunAsync(_session))
            {
                await ExecuteAsync("ROLLBACK TO job");
            }
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Only this write is to blame, unless SQLite has rolled back the whole transaction, as it does when the disk is full
            // (https://www.sqlite.org/lang_transaction.html): then the group ends in the handler above, for this reason.
            var reason = SqliteFaults.Explain(failure);
            if (!await TryRollbackJobAsync())
            {
                throw reason;
            }

            job.Fail(reason);
            return false;
        }

        await ExecuteAsync("RELEASE job");
        return true;
    }

    private async Task<bool> TryRollbackJobAsync()
    {
        try
        {
            await ExecuteAsync("ROLLBACK TO job");
            await ExecuteAsync("RELEASE job");
            return true;
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            return false;
        }
    }

    private async Task TryRollbackAsync()
    {
        try
        {
            await ExecuteAsync("ROLLBACK");
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            // SQLite had rolled back by itself, or BEGIN never succeeded.
        }
    }

    private Task<int> ExecuteAsync(string sql) => _session.ExecuteAsync(sql, CancellationToken.None);

    private sealed class Job<T>(
        Func<SqlSession, CancellationToken, Task<WriteOutcome<T>>> write, CancellationToken cancellationToken) : IJob
    {
        // Callers continue on the pool, not on the writer's thread.
        private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _value;

        public Task<T> Result => _completion.Task;

        private int _hasBegun;

        public bool IsAbandoned =>
            (cancellationToken.IsCancellationRequested && _completion.TrySetCanceled(cancellationToken))
            || Interlocked.Exchange(ref _hasBegun, 1) != 0;

        /// <summary>False when it has begun.</summary>
        public bool TryAbandon() => Interlocked.Exchange(ref _hasBegun, 1) == 0;

        public async Task<bool> RunAsync(SqlSession session)
        {
            var outcome = await write(session, CancellationToken.None);
            _value = outcome.Result;
            return outcome.Keep;
        }

        public void Complete() => _completion.TrySetResult(_value!);

        public void Fail(Exception failure) => _completion.TrySetException(failure);
    }
}
