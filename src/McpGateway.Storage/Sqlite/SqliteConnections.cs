using System.Collections.Concurrent;
using McpGateway.Storage.Blocks;
using McpGateway.Storage.Sql;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace McpGateway.Storage.Sqlite;

/// <summary>
/// Opens connections with the settings that durability depends on, and keeps idle readers with their prepared statements.
/// </summary>
/// <param name="file">The database.</param>
/// <param name="busyTimeout">How long a statement waits for another process.</param>
/// <param name="pageSize">Of a file that is still empty; SQLite's own (4,096) where there is no reason for another.</param>
internal sealed class SqliteConnections(string file, TimeSpan busyTimeout, int pageSize = 4096) : IAsyncDisposable
{
    /// <summary>Name of the SQL function that asks a block's summary for bits.</summary>
    public const string HasBits = "has_bits";

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
        Run(session.Connection, FormattableString.Invariant($"PRAGMA page_size = {pageSize}"));
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
            connection.CreateFunction<byte[], byte[], bool>(
                HasBits, static (summary, bits) => BlockSummary.HasBits(summary, bits), isDeterministic: true);
            return new(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
