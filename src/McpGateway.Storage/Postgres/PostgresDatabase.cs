using System.Net.Sockets;
using McpGateway.Foundation.Documents;
using McpGateway.Storage.Postgres.Connecting;
using McpGateway.Storage.Sql;
using Npgsql;

namespace McpGateway.Storage.Postgres;

/// <summary>A PostgreSQL database that any number of replicas share.</summary>
internal sealed partial class PostgresDatabase : ISqlDatabase, IAsyncDisposable
{
    /// <summary>Channel of LISTEN/NOTIFY on which commits are announced.</summary>
    public const string ChangeChannel = "mcpgateway_changes";

    /// <summary>Advisory lock of whoever migrates. Any constant that no one else uses in this database.</summary>
    private const long MigrationLock = 0x6D63_7067_0001;

    /// <summary>Advisory lock that every gateway shares while it listens.</summary>
    private const long PresenceLock = 0x6D63_7067_0005;

    /// <summary>Taken on the connection that listens, and given up with it.</summary>
    public const string Enter = "SELECT pg_try_advisory_lock_shared(x'6D6370670005'::bigint)";

    private static readonly string CountUses = FormattableString.Invariant(
        $"""
        SELECT (SELECT count(*) FROM leases WHERE expires_at > clock_timestamp())
            + (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND classid::bigint = {PresenceLock >> 32} AND objid::bigint = {PresenceLock & 0xFFFF_FFFF})
        """);

    /// <summary>Writers that wait for the revision share so many connections: the others are for reading, listening and leading.</summary>
    private const int MaxWriters = 4;

    /// <summary>Seconds that a write waits for its turn, here and at the server; and that each of its statements may take.</summary>
    private const int WriteSeconds = 10;

    private const string LockRevision = "SELECT revision FROM store_state WHERE id = 1 FOR UPDATE";

    private readonly PostgresTarget _target;
    private readonly PostgresTarget? _listeningTarget;
    private readonly int _maxConnections;
    private readonly TimeProvider _time;
    private readonly ILogger<PostgresDatabase> _logger;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly SemaphoreSlim _writers = new(MaxWriters, MaxWriters);
    private PostgresSource? _source;
    private PostgresSource? _listening;
    private volatile bool _isOpen;

    /// <param name="target">Where it is.</param>
    /// <param name="listening">Where notifications are listened for; null for the same place.</param>
    /// <param name="maxConnections">The size of the pool, where <paramref name="target"/> does not state it.</param>
    /// <param name="time">For waiting.</param>
    /// <param name="logger">Says what was found.</param>
    public PostgresDatabase(
        PostgresTarget target, PostgresTarget? listening, int maxConnections, TimeProvider time, ILogger<PostgresDatabase> logger)
    {
        (_target, _listeningTarget, _maxConnections, _time, _logger) = (target, listening, maxConnections, time, logger);
        Description = $"PostgreSQL, {target.Description}";
    }

    public string BeginSnapshot => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

    public string Description { get; }

    public int RowsPerInsert => 64;

    public long? NewerSchema { get; private set; }

    /// <summary>What makes the schema that this release needs.</summary>
    public IReadOnlyList<Migration> Migrations { get; init; } = Migration.ReadAll("Postgres");

    public string Instance => "extract(epoch FROM pg_postmaster_start_time())::text";

    /// <summary>Set by <see cref="OpenAsync(SchemaOpening, CancellationToken)"/>.</summary>
    private PostgresSource Source => _source ?? throw new InvalidOperationException("The database is not open.");

    /// <summary>A connection of one's own, for what cannot run in one of the transactions below.</summary>
    public async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        return await Source.ConnectAsync(cancellationToken);
    }

    /// <summary>A connection of one's own, for listening.</summary>
    public async Task<NpgsqlConnection> ConnectToListenAsync(CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        return await (_listening ?? Source).ConnectAsync(cancellationToken);
    }

    public Task OpenAsync(CancellationToken cancellationToken) => OpenAsync(SchemaOpening.Serve, cancellationToken);

    public async Task OpenAsync(SchemaOpening opening, CancellationToken cancellationToken)
    {
        if (_isOpen)
        {
            return;
        }

        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (!_isOpen)
            {
                _source ??= await ChooseSourceAsync(cancellationToken);
                await MigrateAsync(opening, cancellationToken);
                _isOpen = true;
            }
        }
        catch (Exception failure) when (PostgresStart.Explain(failure) is { } explained)
        {
            _source?.Clear();
            throw explained;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>The connection that listens says so, see <see cref="PostgresChangeSignal"/>.</summary>
    public Task EnterAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<bool> IsInUseAsync(CancellationToken cancellationToken) =>
        await ReadAsync((session, token) => session.ReadNumberAsync(CountUses, token), cancellationToken) > 0;

    public async Task<T> ReadAsync<T>(Func<SqlSession, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        try
        {
            return await ReadOnceAsync(read, cancellationToken);
        }
        catch (StorageUnavailableException failure) when (IsDeadConnection(failure.InnerException))
        {
            // After a restart of the server every idle connection is one that has ended: a new one is worth a try.
            Source.Clear();
            return await ReadOnceAsync(read, cancellationToken);
        }
    }

    /// <summary>One statement, durable when it returns.</summary>
    /// <returns>How many rows it concerned.</returns>
    public Task<int> ExecuteAsync(
        string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) =>
        ReadAsync((session, token) => session.ExecuteAsync(sql, token, parameters), cancellationToken);

    public async Task<T> WriteAsync<T>(
        Func<SqlSession, CancellationToken, Task<WriteOutcome<T>>> write, bool takesRevision, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        if (!takesRevision)
        {
            return await TransactAsync(write, new(TakesRevision: false), cancellationToken);
        }

        // Writers wait for each other anyway: here they do so without a connection.
        if (!await _writers.WaitAsync(TimeSpan.FromSeconds(WriteSeconds), cancellationToken))
        {
            throw new StorageUnavailableException(StorageFault.Busy);
        }

        var progress = new Progress(TakesRevision: true);
        try
        {
            return await TransactAsync(write, progress, cancellationToken);
        }
        catch (StorageUnavailableException failure) when (!progress.HasBegun && IsDeadConnection(failure.InnerException))
        {
            return await TransactAsync(write, progress, cancellationToken);
        }
        finally
        {
            _writers.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_source is not null)
        {
            await _source.DisposeAsync();
        }

        if (_listening is not null)
        {
            await _listening.DisposeAsync();
        }

        _opening.Dispose();
        _writers.Dispose();
    }

    private async Task<PostgresSource> ChooseSourceAsync(CancellationToken cancellationToken)
    {
        foreach (var note in _target.Notes)
        {
            LogNote(note);
        }

        var isPooled = await PostgresSource.IsPooledAsync(_target, cancellationToken);
        if (isPooled)
        {
            LogPooler();
        }

        _listening ??= _listeningTarget is null ? null : PostgresSource.Create(_listeningTarget, maxConnections: 1, isPooled: true);
        return PostgresSource.Create(_target, _maxConnections, isPooled);
    }

    private async Task<T> ReadOnceAsync<T>(Func<SqlSession, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            await using var session = new SqlSession(await Source.ConnectAsync(cancellationToken));
            return await read(session, cancellationToken);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException)
        {
            throw Explained(failure);
        }
    }

    private async Task<T> TransactAsync<T>(
        Func<SqlSession, CancellationToken, Task<WriteOutcome<T>>> write, Progress progress, CancellationToken cancellationToken)
    {
        WriteOutcome<T> outcome = default;
        try
        {
            await using var session = new SqlSession(await Source.ConnectAsync(cancellationToken));
            await using var transaction = await session.Connection.BeginTransactionAsync(cancellationToken);
            session.Transaction = transaction;
            if (progress.TakesRevision)
            {
                // Held until the commit is visible. Without it, revision 8 could appear before revision 7, and the change feed would never
                // deliver 7.
                session.StatementSeconds = WriteSeconds;
                await session.ReadNumberAsync(LockRevision, cancellationToken);
            }

            // From here on the work is carried through: a cancelled commit would leave the caller not knowing what happened.
            progress.HasBegun = true;
            outcome = await write(session, CancellationToken.None);
            if (!outcome.Keep)
            {
                await transaction.RollbackAsync(CancellationToken.None);
                return outcome.Result;
            }

            // A notification is delivered by the server when the transaction commits.
            progress.Commit = await PostgresCommit.BeginAsync(session, outcome.HasChanges ? ChangeChannel : null, Instance);
            await transaction.CommitAsync(CancellationToken.None);
            return outcome.Result;
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException)
        {
            // A server that refuses a commit says so; one that says nothing may have done it.
            if (progress.Commit is not { } commit || failure is PostgresException)
            {
                throw Explained(failure);
            }

            Source.Clear();
            return await commit.HasSucceededAsync(Source, Instance, _time) switch
            {
                true => outcome.Result,
                false => throw new StorageUnavailableException(StorageFault.Away, failure),
                null => throw new StorageUnavailableException(StorageFault.Unsure, failure),
            };
        }
    }

    /// <summary>Not one that timed out: that would take as long again.</summary>
    private static bool IsDeadConnection(Exception? failure) =>
        failure is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown }
        || failure?.InnerException is IOException
        || failure?.InnerException is SocketException { SocketErrorCode: not SocketError.ConnectionRefused };

    private Exception Explained(Exception failure) => Forget(PostgresFaults.Explain(failure));

    /// <summary>Connections that are idle are as dead as the one that failed: each would make a request find out again.</summary>
    private Exception Forget(Exception failure)
    {
        if (PostgresFaults.IsAway(failure))
        {
            Source.Clear();
        }

        return failure;
    }

    /// <summary>Waits for a replica that migrates, as long as that takes; so may the scripts.</summary>
    private async Task MigrateAsync(SchemaOpening opening, CancellationToken cancellationToken)
    {
        await using var session = new SqlSession(await Source.ConnectAsync(cancellationToken)) { StatementSeconds = 0 };
        for (var attempt = 0; !await TryMigrateAsync(session, opening, cancellationToken); attempt++)
        {
            if (attempt % 10 == 0)
            {
                LogWaiting();
            }

            await Task.Delay(TimeSpan.FromSeconds(1), _time, cancellationToken);
        }
    }

    /// <returns>False while another replica has the lock.</returns>
    private async Task<bool> TryMigrateAsync(SqlSession session, SchemaOpening opening, CancellationToken cancellationToken)
    {
        await using var transaction = await session.Connection.BeginTransactionAsync(cancellationToken);
        session.Transaction = transaction;
        await session.ExecuteAsync("SET LOCAL statement_timeout = 0", cancellationToken);
        await session.ExecuteAsync("SET LOCAL lock_timeout = 0", cancellationToken);
        if (await session.ReadNumberAsync(
            "SELECT CASE WHEN pg_try_advisory_xact_lock(@lock) THEN 1::bigint ELSE 0::bigint END", cancellationToken,
            ("@lock", MigrationLock)) == 0)
        {
            return false;
        }

        NewerSchema = await new MigrationRunner(session, Migrations, opening, _time).RunAsync(
            async () => await session.ReadNumberAsync(CountUses, cancellationToken) > 0, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    [LoggerMessage(
        EventId = 10002, Level = LogLevel.Information, Message = "Another replica brings the database up to date; waiting for it.")]
    private partial void LogWaiting();

    [LoggerMessage(
        EventId = 10003, Level = LogLevel.Information,
        Message = "A connection pooler (such as PgBouncer) stands before PostgreSQL: statements are not prepared, sessions keep nothing.")]
    private partial void LogPooler();

    [LoggerMessage(EventId = 10004, Level = LogLevel.Warning, Message = "How PostgreSQL is reached: {Note}")]
    private partial void LogNote(string note);

    /// <summary>How far a write got.</summary>
    private sealed record Progress(bool TakesRevision)
    {
        public bool HasBegun { get; set; }

        /// <summary>Set when it goes to commit.</summary>
        public PostgresCommit? Commit { get; set; }
    }
}
