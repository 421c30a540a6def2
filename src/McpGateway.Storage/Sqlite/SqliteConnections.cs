using System.Collections.Concurrent;
using McpGateway.Storage.Sql;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace McpGateway.Storage.Sqlite;

/// <summary>
/// Opens connections with the settings that durability depends on, and keeps idle readers with their prepared statements.
/// </summary>
internal sealed class SqliteConnections(string file, TimeSpan busyTimeout) : IAsyncDisposable
{
    private const int IdleReaders = 16;

    private readonly ConcurrentBag<SqlSession> _readers = [];
    private volatile bool _disposed;

    /// <summary>The driver of this build has no library of its own: it takes the SQLite that is published with the product.</summary>
    static SqliteConnections() => raw.SetProvider(new SQLite3Provider_e_sqlite3());

    /// <summary>The release of the SQLite library in use.</summary>
    public static string Version => raw.sqlite3_libversion().utf8_to_string();

    public SqlSession OpenWriter()
    {
        var session = Open(SqliteOpenMode.ReadWriteCreate);
        Run(session.Connection, "PRAGMA journal_mode = WAL");

        // FULL: the log is flushed before a commit returns, so that what was acknowledged survives a power loss.
        Run(session.Connection, "PRAGMA synchronous = FULL");
        return session;
    }

    public SqlSession RentReader() => _readers.TryTake(out var session) ? session : Open(SqliteOpenMode.ReadOnly);

    public async ValueTask ReturnReaderAsync(SqlSession session)
    {
        if (_disposed || _readers.Count >= IdleReaders)
        {
            await session.DisposeAsync();
            return;
        }

        _readers.Add(session);
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        while (_readers.TryTake(out var session))
        {
            await session.DisposeAsync();
        }
    }

    private static void Run(System.Data.Common.DbConnection connection, string pragma)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // constants of this class and a number
        command.CommandText = pragma;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private SqlSession Open(SqliteOpenMode mode)
    {
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)busyTimeout.TotalSeconds),
        };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            Run(connection, FormattableString.Invariant($"PRAGMA busy_timeout = {(int)busyTimeout.TotalMilliseconds}"));
            Run(connection, "PRAGMA foreign_keys = ON");
            return new(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
