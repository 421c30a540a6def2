using System.Reflection;
using McpGateway.Foundation;
using McpGateway.Storage.Sql;
using Microsoft.Data.Sqlite;

namespace McpGateway.Storage.Sqlite;

/// <summary>
/// The file of one stream and period. Opened when it is first asked for: its tables are made then, whole or not at all, so that a file
/// that was left empty by a crash is like any other.
/// </summary>
internal sealed class SqlitePartition(string file, PartitionKey key, TimeSpan busyTimeout) : IAsyncDisposable
{
    private const long Version = 1;

    /// <summary>The summary of a block, which is read far more often than the block, is then on one page or two.</summary>
    private const int PageSize = 8192;

    private readonly SqliteConnections _connections = new(file, busyTimeout, PageSize);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly TaskCompletionSource _unused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SqliteWriter? _writer;
    private bool _isReady;

    /// <summary>Those that use it now, and one until it is closed.</summary>
    private int _users = 1;

    public bool HasWriter => Volatile.Read(ref _writer) is not null;

    /// <summary>Ends when there is another one in its place, or may be.</summary>
    public Task Gone => _gone.Task;

    public void SetGone() => _gone.TrySetResult();

    /// <summary>Until <see cref="Leave"/> the file stays.</summary>
    /// <returns>False when it is being closed.</returns>
    public bool TryEnter()
    {
        for (var users = Volatile.Read(ref _users); users > 0; users = Volatile.Read(ref _users))
        {
            if (Interlocked.CompareExchange(ref _users, users + 1, users) == users)
            {
                return true;
            }
        }

        return false;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            _unused.SetResult();
        }
    }

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (!Volatile.Read(ref _isReady))
        {
            await _gate.WaitAsync(cancellationToken);
            try
            {
                if (!_isReady)
                {
                    // A thread of its own: opening blocks.
                    await Task.Run(CreateAsync, cancellationToken);
                    Volatile.Write(ref _isReady, true);
                }
            }
            finally
            {
                _gate.Release();
            }
        }
    }

    public async Task<T> ReadAsync<T>(Func<SqlSession, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        if (!Thread.CurrentThread.IsThreadPoolThread)
        {
            await Task.Yield();
        }

        var session = _connections.RentReader();
        try
        {
            // A transaction: blocks that are packed meanwhile are in what is read either as they were or as they are.
            await session.ExecuteAsync("BEGIN", cancellationToken);
            var result = await read(session, cancellationToken);
            await session.ExecuteAsync("COMMIT", CancellationToken.None);
            await _connections.ReturnReaderAsync(session);
            return result;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public async Task<T> WriteAsync<T>(
        Func<SqlSession, CancellationToken, Task<WriteOutcome<T>>> write, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        await _gate.WaitAsync(cancellationToken);
        SqliteWriter writer;
        try
        {
            writer = _writer ??= new(_connections.OpenWriter());
        }
        finally
        {
            _gate.Release();
        }

        return await writer.WriteAsync(write, cancellationToken);
    }

    /// <summary>When nobody uses it any more, with no way back.</summary>
    public async ValueTask DisposeAsync()
    {
        Leave();
        await _unused.Task;
        if (_writer is not null)
        {
            await _writer.DisposeAsync();
        }

        await _connections.DisposeAsync();
        _gate.Dispose();
    }

    private async Task CreateAsync()
    {
        PrivateFiles.PrepareDirectory(Path.GetDirectoryName(file)!);
        await PrivateFiles.Open(file, FileMode.OpenOrCreate).DisposeAsync();
        PrivateFiles.Tighten(file);
        try
        {
            await using var session = _connections.OpenWriter();
            var version = await session.ReadNumberAsync("PRAGMA user_version", CancellationToken.None);
            if (version > Version)
            {
                throw new StorageUnusableException(
                    $"{file} was written by a newer release. Start that release again, or move the file away: the records of its day are "
                    + "then missing.");
            }

            if (version == Version)
            {
                return;
            }

            await session.ExecuteAsync("BEGIN IMMEDIATE", CancellationToken.None);
            await session.ExecuteAsync(Script(), CancellationToken.None);
            await session.ExecuteAsync(
                "INSERT INTO log_partitions (stream, period, tag) VALUES (@stream, @period, @tag) ON CONFLICT DO NOTHING",
                CancellationToken.None, [.. key.Parameters, ("@tag", $"{Guid.NewGuid():n}")]);
            await session.ExecuteAsync(FormattableString.Invariant($"PRAGMA user_version = {Version}"), CancellationToken.None);
            await session.ExecuteAsync("COMMIT", CancellationToken.None);
        }
        catch (SqliteException failure)
        {
            throw SqliteFaults.Explain(failure);
        }
    }

    private static string Script()
    {
        var assembly = Assembly.GetExecutingAssembly();
        using var reader = new StreamReader(assembly.GetManifestResourceStream("McpGateway.Storage.Sqlite.Partition.sql")!);
        return reader.ReadToEnd();
    }
}
