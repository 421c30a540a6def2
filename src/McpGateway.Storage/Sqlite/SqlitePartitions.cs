using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Sqlite;

/// <summary>
/// A file for each stream and period, below <c>DATA_DIR/records</c>: what is dropped is a file that is deleted, and its space is free.
/// </summary>
internal sealed class SqlitePartitions(SqliteDatabase database) : IRecordPartitions, IAsyncDisposable
{
    private static readonly string[] Companions = ["-wal", "-shm", "-journal"];

    private readonly ConcurrentDictionary<PartitionKey, SqlitePartition> _partitions = [];
    private readonly SemaphoreSlim _dropping = new(1, 1);
    private readonly Lock _listing = new();
    private bool _isListed;

    public long Length { get; init; } = TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond;

    public bool IsApart => true;

    public async Task<IReadOnlyList<PartitionKey>> ListAsync(string stream, CancellationToken cancellationToken)
    {
        await database.OpenAsync(cancellationToken);
        List();
        return [.. _partitions.Keys.Where(key => key.Stream == stream).OrderByDescending(static key => key.Start)];
    }

    public async Task EnsureAsync(PartitionKey key, CancellationToken cancellationToken)
    {
        var partition = await EnterAsync(key, cancellationToken);
        try
        {
            await partition.PrepareAsync(cancellationToken);
        }
        finally
        {
            partition.Leave();
        }
    }

    public async Task<T?> ReadAsync<T>(
        PartitionKey key, Func<SqlSession, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_partitions.TryGetValue(key, out var partition) || !partition.TryEnter())
        {
            return default;
        }

        try
        {
            return await partition.ReadAsync(read, cancellationToken);
        }
        finally
        {
            partition.Leave();
        }
    }

    public async Task<T> WriteAsync<T>(
        PartitionKey key, Func<SqlSession, CancellationToken, Task<WriteOutcome<T>>> write, CancellationToken cancellationToken)
    {
        var partition = await EnterAsync(key, cancellationToken);
        try
        {
            return await partition.WriteAsync(write, cancellationToken);
        }
        finally
        {
            partition.Leave();
        }
    }

    public Task JoinAsync(
        SqlSession main, PartitionKey key, Func<SqlSession, CancellationToken, Task<WriteOutcome<bool>>> write,
        CancellationToken cancellationToken) => WriteAsync(key, write, cancellationToken);

    /// <summary>Waits for those who use the file now. Whoever writes to its period then gets a new one.</summary>
    public async Task DropAsync(PartitionKey key, CancellationToken cancellationToken)
    {
        if (_partitions.TryGetValue(key, out var partition))
        {
            await partition.DisposeAsync();
            try
            {
                Delete(FileOf(key));
                _partitions.TryRemove(key, out _);
            }
            catch
            {
                // It stays, and whoever waits for it goes on with what is there.
                _partitions.TryUpdate(key, New(key), partition);
                throw;
            }
            finally
            {
                partition.SetGone();
            }
        }
    }

    /// <summary>There is one process, and one writer for each file.</summary>
    public Task<bool> TryLockAsync(SqlSession session, CancellationToken cancellationToken) => Task.FromResult(true);

    public async Task<IAsyncDisposable?> TryBeginDroppingAsync(CancellationToken cancellationToken) =>
        await _dropping.WaitAsync(TimeSpan.Zero, cancellationToken) ? new Turn(_dropping) : null;

    public async Task RestAsync(long before)
    {
        foreach (var (key, partition) in _partitions)
        {
            // Closed, it is opened again by whoever asks.
            if (key.Start + Length < before && partition.HasWriter
                && _partitions.TryUpdate(key, New(key), partition))
            {
                await partition.DisposeAsync();
                partition.SetGone();
            }
        }
    }

    public (string Condition, (string Name, object? Value)[] Parameters) HasBits(IReadOnlyList<long> bits)
    {
        var bytes = new byte[bits.Count * 8];
        for (var index = 0; index < bits.Count; index++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(index * 8), bits[index]);
        }

        return (SqliteConnections.HasBits + "(summary, @bits)", [("@bits", bytes)]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var partition in _partitions.Values)
        {
            await partition.DisposeAsync();
        }

        _dropping.Dispose();
    }

    private async Task<SqlitePartition> EnterAsync(PartitionKey key, CancellationToken cancellationToken)
    {
        await database.OpenAsync(cancellationToken);
        List();
        while (true)
        {
            var partition = _partitions.GetOrAdd(key, New);
            if (partition.TryEnter())
            {
                return partition;
            }

            // It is being dropped: then there is room for a new one.
            await partition.Gone.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The companions first: a log of writes that is left beside no file would be taken for that of the next one.</summary>
    private static void Delete(string file)
    {
        foreach (var companion in Companions)
        {
            File.Delete(file + companion);
        }

        File.Delete(file);
    }

    private SqlitePartition New(PartitionKey key) => new(FileOf(key), key, database.BusyTimeout);

    private string FileOf(PartitionKey key) => Path.Combine(database.RecordDirectory, $"{key.Stream}-{key.Stamp}.db");

    /// <summary>Once: from then on this process makes and drops them.</summary>
    private void List()
    {
        lock (_listing)
        {
            if (_isListed)
            {
                return;
            }

            var files = Directory.Exists(database.RecordDirectory) ? Directory.EnumerateFiles(database.RecordDirectory, "*.db") : [];
            foreach (var file in files)
            {
                if (KeyOf(Path.GetFileNameWithoutExtension(file)) is { } key)
                {
                    _partitions.TryAdd(key, New(key));
                }
            }

            _isListed = true;
        }
    }

    private static PartitionKey? KeyOf(string name) =>
        name.Split('-') is [var stream, var stamp]
        && DateTimeOffset.TryParseExact(
            stamp, "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start)
            ? new(stream, Microseconds.From(start)!.Value)
            : null;

    private sealed class Turn(SemaphoreSlim gate) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            gate.Release();
            return ValueTask.CompletedTask;
        }
    }
}
