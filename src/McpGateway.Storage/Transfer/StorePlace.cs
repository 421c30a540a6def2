using McpGateway.Foundation;
using McpGateway.Storage.Postgres;
using McpGateway.Storage.Postgres.Connecting;
using McpGateway.Storage.Records;
using McpGateway.Storage.Sql;
using McpGateway.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.Storage.Transfer;

/// <summary>Where a store is, as an operator writes it: the address of a PostgreSQL database, or the directory of a SQLite one.</summary>
internal sealed record StorePlace(PostgresTarget? Server, string? Directory)
{
    private const string FileName = "mcpgateway.db";
    private const int Connections = 6;

    /// <param name="text">As stated.</param>
    /// <param name="around">What counts where an address of PostgreSQL leaves something open.</param>
    public static Result<StorePlace> Parse(string text, PostgresSurroundings around)
    {
        if (text.Contains("://", StringComparison.Ordinal) || text.Contains('=', StringComparison.Ordinal))
        {
            return ReadServer(text, around);
        }

        if (text.Length == 0)
        {
            return new Error(ErrorKind.Invalid, "The target is empty: name a postgres:// address or a directory.");
        }

        var path = Path.GetFullPath(text);
        return path.EndsWith(".db", StringComparison.OrdinalIgnoreCase)
            ? Path.GetFileName(path) == FileName
                ? new StorePlace(null, Path.GetDirectoryName(path))
                : new Error(ErrorKind.Invalid, $"The database's file is always called {FileName}: name the directory that it is to be in.")
            : new StorePlace(null, path);
    }

    /// <summary>Not opened yet. To be disposed of.</summary>
    public OpenPlace Connect(TimeProvider time)
    {
        if (Server is null)
        {
            var file = new SqliteDatabase(Directory!, TimeSpan.FromSeconds(10), time);
            return new(file, new SqlitePartitions(file));
        }

        var server = new PostgresDatabase(Server, listening: null, Connections, time, NullLogger<PostgresDatabase>.Instance);
        return new(server, new PostgresPartitions(server));
    }

    private static Result<StorePlace> ReadServer(string text, PostgresSurroundings around)
    {
        try
        {
            return new StorePlace(PostgresTarget.Read(text, around), null);
        }
        catch (ConnectionTextException problem)
        {
            return new Error(ErrorKind.Invalid, $"The target cannot be used: {problem.Message}");
        }
    }
}

/// <summary>A database that is used for one operation.</summary>
internal sealed class OpenPlace(ISqlDatabase database, IRecordPartitions partitions) : IAsyncDisposable
{
    public CopyTarget Target { get; } = new(database, new SqlRecordLog(database, partitions));

    public ValueTask DisposeAsync() => database is IAsyncDisposable disposable ? disposable.DisposeAsync() : ValueTask.CompletedTask;
}
