using System.Collections.Concurrent;
using McpGateway.Storage.Sql;
using Npgsql;

namespace McpGateway.Storage.Postgres;

/// <summary>
/// Declarative partitions by stream and period. They are attached and detached without a lock that readers or writers of others would wait
/// for; <c>log_partitions</c> says what there is, so that what a crash leaves behind is known.
/// </summary>
internal sealed class PostgresPartitions(PostgresDatabase database) : IRecordPartitions
{
    /// <summary>Advisory locks: of who makes partitions or removes their tables, of who packs, and of who drops.</summary>
    private const long PartitionLock = 0x6D63_7067_0002;
    private const long PackingLock = 0x6D63_7067_0003;
    private const long DroppingLock = 0x6D63_7067_0004;

    /// <summary>A bound on waiting for readers that began before a partition was detached.</summary>
    private const int DetachSeconds = 300;

    private static readonly string[] Tables = ["log_blocks", "log_series"];

    private readonly ConcurrentDictionary<PartitionKey, bool> _known = [];

    public long Length { get; init; } = TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond;

    public bool IsApart => false;

    public async Task<IReadOnlyList<PartitionKey>> ListAsync(string stream, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            (session, token) => session.ReadAsync(
                "SELECT period FROM log_partitions WHERE stream = @stream AND is_dropping = 0 ORDER BY period DESC",
                reader => new PartitionKey(stream, reader.GetInt64(0)), token, ("@stream", stream)),
            cancellationToken);

    public async Task EnsureAsync(PartitionKey key, CancellationToken cancellationToken)
    {
        if (!_known.ContainsKey(key))
        {
            await database.WriteAsync(
                async (session, token) => new WriteOutcome<bool>(await CreateAsync(session, key, token), Keep: true),
                takesRevision: false, cancellationToken);
            _known[key] = true;
        }
    }

    public Task<T?> ReadAsync<T>(
        PartitionKey key, Func<SqlSession, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        database.ReadAsync<T?>(
            async (session, token) =>
            {
                // One snapshot: blocks that are packed meanwhile are in what is read either as they were or as they are.
                await session.ExecuteAsync("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", token);
                var result = await read(session, token);
                await session.ExecuteAsync("COMMIT", CancellationToken.None);
                return result;
            },
            cancellationToken);

    public async Task<T> WriteAsync<T>(
        PartitionKey key, Func<SqlSession, CancellationToken, Task<WriteOutcome<T>>> write, CancellationToken cancellationToken)
    {
        await EnsureAsync(key, cancellationToken);
        try
        {
            return await database.WriteAsync(write, takesRevision: false, cancellationToken);
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.CheckViolation)
        {
            // Another replica has dropped the partition, and a record comes late for it.
            _known.TryRemove(key, out _);
        }

        await EnsureAsync(key, cancellationToken);
        return await database.WriteAsync(write, takesRevision: false, cancellationToken);
    }

    public Task JoinAsync(
        SqlSession main, PartitionKey key, Func<SqlSession, CancellationToken, Task<WriteOutcome<bool>>> write,
        CancellationToken cancellationToken) => write(main, cancellationToken);

    public async Task DropAsync(PartitionKey key, CancellationToken cancellationToken)
    {
        _known.TryRemove(key, out _);
        await database.ExecuteAsync(
            "UPDATE log_partitions SET is_dropping = 1 WHERE stream = @stream AND period = @period", cancellationToken, key.Parameters);
        await FinishDropAsync(key, cancellationToken);
    }

    public async Task<bool> TryLockAsync(SqlSession session, CancellationToken cancellationToken) =>
        await session.ReadNumberAsync(
            "SELECT CASE WHEN pg_try_advisory_xact_lock(@lock) THEN 1::bigint ELSE 0::bigint END", cancellationToken,
            ("@lock", PackingLock)) == 1;

    /// <summary>
    /// The lock is that of a transaction that does nothing else: partitions are detached outside of transactions, on other connections, and
    /// behind a pooler a session is nobody's own.
    /// </summary>
    public async Task<IAsyncDisposable?> TryBeginDroppingAsync(CancellationToken cancellationToken)
    {
        await database.OpenAsync(cancellationToken);
        var session = new SqlSession(await database.ConnectAsync(cancellationToken));
        try
        {
            session.Transaction = await session.Connection.BeginTransactionAsync(cancellationToken);
            if (await session.ReadNumberAsync(
                "SELECT CASE WHEN pg_try_advisory_xact_lock(@lock) THEN 1::bigint ELSE 0::bigint END", cancellationToken,
                ("@lock", DroppingLock)) == 1)
            {
                await FinishDropsAsync(cancellationToken);
                return new Turn(session);
            }
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }

        await session.DisposeAsync();
        return null;
    }

    public Task RestAsync(long before)
    {
        foreach (var key in _known.Keys.Where(key => key.Start + Length < before))
        {
            _known.TryRemove(key, out _);
        }

        return Task.CompletedTask;
    }

    public (string Condition, (string Name, object? Value)[] Parameters) HasBits(IReadOnlyList<long> bits) => (
        string.Join(" AND ", bits.Select(static (_, index) => $"get_bit(summary, @bit{index} % (octet_length(summary) * 8)) = 1")),
        [.. bits.Select(static (bit, index) => ($"@bit{index}", (object?)bit))]);

    /// <summary>
    /// In one transaction, and one replica after the other: a crash leaves nothing. The table is made on its own and then attached, because
    /// to make it as a partition would lock out those who use others.
    /// </summary>
    private async Task<bool> CreateAsync(SqlSession session, PartitionKey key, CancellationToken cancellationToken)
    {
        await session.ReadNumberAsync("SELECT 1::bigint FROM pg_advisory_xact_lock(@lock)", cancellationToken, ("@lock", PartitionLock));
        var state = await session.ReadAsync(
            "SELECT is_dropping FROM log_partitions WHERE stream = @stream AND period = @period", static reader => reader.GetInt64(0),
            cancellationToken, key.Parameters);
        if (state is [0])
        {
            // Made anew for a late record while another replica was about to detach the one before: it may have met this one.
            foreach (var table in Tables)
            {
                if (await IsDetachedAsync(session, table, NameOf(table, key), cancellationToken))
                {
                    await AttachAsync(session, table, key, cancellationToken);
                }
            }

            return false;
        }

        if (state.Count > 0)
        {
            // Half dropped, and a record comes late for it.
            await DropTablesAsync(session, key, cancellationToken);
        }

        foreach (var table in Tables)
        {
            var name = NameOf(table, key);
            await session.ExecuteAsync($"CREATE TABLE {name} (LIKE {table} INCLUDING ALL)", cancellationToken);
            await AttachAsync(session, table, key, cancellationToken);
        }

        await session.ExecuteAsync(
            "INSERT INTO log_partitions (stream, period, tag, is_dropping) VALUES (@stream, @period, gen_random_uuid()::text, 0)",
            cancellationToken, key.Parameters);
        return true;
    }

    private Task<int> AttachAsync(SqlSession session, string table, PartitionKey key, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            FormattableString.Invariant(
                $"ALTER TABLE {table} ATTACH PARTITION {NameOf(table, key)} FOR VALUES FROM ('{key.Stream}', {key.Start})")
                + FormattableString.Invariant($" TO ('{key.Stream}', {key.Start + Length})"),
            cancellationToken);

    private static async Task<bool> IsDetachedAsync(
        SqlSession session, string table, string name, CancellationToken cancellationToken) =>
        await session.ReadNumberAsync(
            "SELECT COUNT(*) FROM pg_inherits WHERE inhrelid = to_regclass(@name) AND inhparent = to_regclass(@table)",
            cancellationToken, ("@name", name), ("@table", table)) == 0;

    /// <summary>What a crash left half dropped.</summary>
    private async Task FinishDropsAsync(CancellationToken cancellationToken)
    {
        foreach (var key in await database.ReadAsync(
            (session, token) => session.ReadAsync(
                "SELECT stream, period FROM log_partitions WHERE is_dropping = 1",
                static reader => new PartitionKey(reader.GetString(0), reader.GetInt64(1)), token),
            cancellationToken))
        {
            await FinishDropAsync(key, cancellationToken);
        }
    }

    /// <summary>Each step is left out where it was done before a crash.</summary>
    private async Task FinishDropAsync(PartitionKey key, CancellationToken cancellationToken)
    {
        await using (var session = new SqlSession(await database.ConnectAsync(cancellationToken)) { StatementSeconds = DetachSeconds })
        {
            foreach (var table in Tables)
            {
                if (await IsDroppingAsync(session, key, cancellationToken))
                {
                    await DetachAsync(session, table, NameOf(table, key), cancellationToken);
                }
            }
        }

        await database.WriteAsync(
            async (session, token) =>
            {
                await session.ReadNumberAsync("SELECT 1::bigint FROM pg_advisory_xact_lock(@lock)", token, ("@lock", PartitionLock));
                if (await IsDroppingAsync(session, key, token))
                {
                    await DropTablesAsync(session, key, token);
                }

                return new WriteOutcome<bool>(true, Keep: true);
            },
            takesRevision: false, cancellationToken);
    }

    private static async Task<bool> IsDroppingAsync(SqlSession session, PartitionKey key, CancellationToken cancellationToken) =>
        await session.ReadNumberAsync(
            "SELECT is_dropping FROM log_partitions WHERE stream = @stream AND period = @period", cancellationToken, key.Parameters) == 1;

    private static async Task DetachAsync(SqlSession session, string table, string name, CancellationToken cancellationToken)
    {
        var isPending = await session.ReadAsync(
            "SELECT inhdetachpending FROM pg_inherits WHERE inhrelid = to_regclass(@name) AND inhparent = to_regclass(@table)",
            static reader => reader.GetBoolean(0), cancellationToken, ("@name", name), ("@table", table));
        if (isPending.Count > 0)
        {
            await session.ExecuteAsync(
                $"ALTER TABLE {table} DETACH PARTITION {name} {(isPending[0] ? "FINALIZE" : "CONCURRENTLY")}", cancellationToken);
        }
    }

    private static async Task DropTablesAsync(SqlSession session, PartitionKey key, CancellationToken cancellationToken)
    {
        foreach (var table in Tables)
        {
            await session.ExecuteAsync($"DROP TABLE IF EXISTS {NameOf(table, key)}", cancellationToken);
        }

        await session.ExecuteAsync(
            "DELETE FROM log_writers WHERE stream = @stream AND period = @period", cancellationToken, key.Parameters);
        await session.ExecuteAsync(
            "DELETE FROM log_partitions WHERE stream = @stream AND period = @period", cancellationToken, key.Parameters);
    }

    /// <summary>Lower-case letters and digits: nothing to quote.</summary>
    private static string NameOf(string table, PartitionKey key) => $"{table}_{key.Stream}_{key.Stamp.ToLowerInvariant()}";

    private sealed class Turn(SqlSession session) : IAsyncDisposable
    {
        /// <summary>The transaction ends with the connection, and the lock with it.</summary>
        public ValueTask DisposeAsync() => session.DisposeAsync();
    }
}
