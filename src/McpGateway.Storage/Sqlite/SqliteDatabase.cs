using McpGateway.Foundation;
using McpGateway.Storage.Sql;
using Microsoft.Data.Sqlite;

namespace McpGateway.Storage.Sqlite;

/// <summary>A database file: many readers, one writer.</summary>
internal sealed class SqliteDatabase(string dataDirectory, TimeSpan busyTimeout, TimeProvider time) : ISqlDatabase, IAsyncDisposable
{
    private const string FileName = "mcpgateway.db";
    private const string PresenceName = "mcpgateway.lock";
    private const int PresenceAttempts = 100;

    private readonly string _presence = Path.Combine(Path.GetFullPath(dataDirectory), PresenceName);
    private readonly string _file = Path.Combine(Path.GetFullPath(dataDirectory), FileName);
    private readonly SemaphoreSlim _opening = new(1, 1);
    private SqliteConnections? _connections;
    private SqliteWriter? _writer;
    private FileStream? _held;

    public string BeginSnapshot => "BEGIN";

    /// <summary>For partitions of records, which are files beside this one.</summary>
    public string RecordDirectory { get; } = Path.Combine(Path.GetFullPath(dataDirectory), "records");

    public TimeSpan BusyTimeout => busyTimeout;

    public string Description => $"SQLite {SqliteConnections.Version}, {_file}";

    public int RowsPerInsert => 1;

    public long? NewerSchema { get; private set; }

    /// <summary>What makes the schema that this release needs.</summary>
    public IReadOnlyList<Migration> Migrations { get; init; } = Migration.ReadAll("Sqlite");

    public string Instance => "''";

    public Task OpenAsync(CancellationToken cancellationToken) => OpenAsync(SchemaOpening.Serve, cancellationToken);

    public async Task OpenAsync(SchemaOpening opening, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _writer) is not null)
        {
            return;
        }

        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_writer is null)
            {
                // A thread of its own: opening checks the whole file and blocks.
                await Task.Run(() => OpenOnceAsync(opening, cancellationToken), cancellationToken);
            }
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>A shared lock of the operating system on a file beside the database: it ends with the process, however that ends.</summary>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; _held is null; attempt++)
        {
            try
            {
                _held = PrivateFiles.Open(_presence, FileMode.OpenOrCreate);
            }
            catch (StorageUnusableException) when (attempt < PresenceAttempts && File.Exists(_presence))
            {
                // Somebody looks at this moment whether the store is in use.
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
            }
        }
    }

    public async Task<bool> IsInUseAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(_presence))
        {
            return false;
        }

        try
        {
            // Exclusive: refused while anybody holds it.
            await using var probe = new FileStream(_presence, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public async Task<T> ReadAsync<T>(Func<SqlSession, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await OpenAsync(cancellationToken);
        if (!Thread.CurrentThread.IsThreadPoolThread)
        {
            // SQLite reads on the calling thread; a thread that serves sockets must not wait for a disk.
            await Task.Yield();
        }

        var session = _connections!.RentReader();
        try
        {
            var result = await read(session, cancellationToken);
            await _connections.ReturnReaderAsync(session);
            return result;
        }
        catch
        {
            // Whatever state it is in, it is not used again.
            await session.DisposeAsync();
            throw;
        }
    }

    public async Task<T> WriteAsync<T>(
        Func<SqlSession, CancellationToken, Task<WriteOutcome<T>>> write, bool takesRevision, CancellationToken cancellationToken)
    {
        // There is one writer, so every write is in order, whether it takes a revision or not.
        await OpenAsync(cancellationToken);
        return await _writer!.WriteAsync(write, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null)
        {
            await _writer.DisposeAsync();
        }

        if (_connections is not null)
        {
            await _connections.DisposeAsync();
        }

        if (_held is not null)
        {
            await _held.DisposeAsync();
        }

        _opening.Dispose();
    }

    private async Task OpenOnceAsync(SchemaOpening opening, CancellationToken cancellationToken)
    {
        PrepareFile();
        var connections = new SqliteConnections(_file, busyTimeout);
        SqlSession? session = null;
        try
        {
            session = connections.OpenWriter();
            await CheckAsync(session, cancellationToken);
            await MigrateAsync(session, opening, cancellationToken);
        }
        catch (SqliteException failure)
        {
            await DisposeAsync(session);
            throw Explain(failure);
        }
        catch
        {
            await DisposeAsync(session);
            throw;
        }

        _connections = connections;
        Volatile.Write(ref _writer, new SqliteWriter(session));
    }

    /// <summary>Creates the file empty and private; SQLite gives its companions (-wal, -shm) the same mode.</summary>
    private void PrepareFile()
    {
        PrivateFiles.PrepareDirectory(Path.GetDirectoryName(_file)!);
        PrivateFiles.Open(_file, FileMode.OpenOrCreate).Dispose();
        PrivateFiles.Tighten(_file);
    }

    private static ValueTask DisposeAsync(SqlSession? session) => session?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task CheckAsync(SqlSession session, CancellationToken cancellationToken)
    {
        // The documents only: records may be large, and a start must not take minutes.
        if (await session.ReadNumberAsync("SELECT COUNT(*) FROM sqlite_master WHERE name = 'documents'", cancellationToken) == 0)
        {
            return;
        }

        var findings = await session.ReadAsync("PRAGMA quick_check(documents)", reader => reader.GetString(0), cancellationToken);
        if (findings is not ["ok"])
        {
            throw new StorageUnusableException(Damaged());
        }
    }

    private async Task MigrateAsync(SqlSession session, SchemaOpening opening, CancellationToken cancellationToken)
    {
        // IMMEDIATE: of two processes that start together, one migrates and the other waits and finds the work done.
        await session.ExecuteAsync("BEGIN IMMEDIATE", cancellationToken);
        NewerSchema = await new MigrationRunner(session, Migrations, opening, time).RunAsync(
            () => IsInUseAsync(cancellationToken), cancellationToken);
        await session.ExecuteAsync("COMMIT", cancellationToken);
    }

    private StorageUnusableException Explain(SqliteException failure) => failure.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_CORRUPT => new(Damaged(), failure),
        SQLitePCL.raw.SQLITE_NOTADB => new(
            $"{_file} is not a SQLite database. Move it away to start with an empty one, or set DATA_DIR to another directory.", failure),
        SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED =>
            new($"{_file} is locked by another process. Stop that process, or set DATA_DIR to another directory.", failure),
        SQLitePCL.raw.SQLITE_FULL => new($"The disk that holds {_file} is full. Free some space and start again.", failure),
        _ => new(
            $"{_file} cannot be opened for writing ({failure.Message}). Check the permissions of DATA_DIR and of the files in it.",
            failure),
    };

    private string Damaged() =>
        $"{_file} is damaged. Restore it from a backup; or try 'sqlite3 {_file} .recover' into a new file; "
            + "or move it away to start with an empty database.";
}
