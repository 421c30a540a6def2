using McpGateway.Foundation;
using McpGateway.Storage.Postgres;
using McpGateway.Storage.Postgres.Connecting;
using McpGateway.Storage.Records;
using McpGateway.Storage.Sql;
using McpGateway.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.Storage.Transfer;

/// <summary>Where a store is, as an operator writes it: the address of a database server, or the directory of a SQLite one.</summary>
internal sealed record StorePlace(PostgresTarget? Server, string? Directory)
{
    /// <summary>What knows the place, where neither PostgreSQL nor SQLite does; and how it is reached.</summary>
    private (IStorageAdapter Adapter, string Address)? Other { get; init; }

    /// <summary>What the settings of a gateway are to say, for a server.</summary>
    public string Settings => Other is null
        ? "STORAGE_BACKEND=postgresql and DATABASE_URL set to the target"
        : "STORAGE_BACKEND=mongodb-ce (or documentdb) and DOCUMENTDB_CONNECTION_STRING set to the target";

    private const string FileName = "mcpgateway.db";
    private const int Connections = 6;

    /// <param name="text">As stated.</param>
    /// <param name="around">What counts where an address of PostgreSQL leaves something open.</param>
    /// <param name="adapters">Databases of other projects.</param>
    public static Result<StorePlace> Parse(string text, PostgresSurroundings around, params IEnumerable<IStorageAdapter> adapters)
    {
        if (adapters.FirstOrDefault(one => one.Reads(text)) is { } adapter)
        {
            return new StorePlace(null, null) { Other = (adapter, text) };
        }

        if (text.Contains("://", StringComparison.Ordinal) || text.Contains('=', StringComparison.Ordinal))
        {
            return ReadServer(text, around);
        }

        if (text.Length == 0)
        {
            return new Error(ErrorKind.Invalid, "The target is empty: name a postgres:// or mongodb:// address, or a directory.");
        }

        var path = Path.GetFullPath(text);
        return path.EndsWith(".db", StringComparison.OrdinalIgnoreCase)
            ? Path.GetFileName(path) == FileName
                ? new StorePlace(null, Path.GetDirectoryName(path))
                : new Error(ErrorKind.Invalid, $"The database's file is always called {FileName}: name the directory that it is to be in.")
            : new StorePlace(null, path);
    }

    /// <summary>Not opened yet. To be disposed of.</summary>
    public Result<OpenPlace> Connect(TimeProvider time)
    {
        if (Other is { } other)
        {
            return other.Adapter.Connect(other.Address);
        }

        if (Server is null)
        {
            var file = new SqliteDatabase(Directory!, TimeSpan.FromSeconds(10), time);
            return Open(file, new SqlitePartitions(file));
        }

        var server = new PostgresDatabase(Server, listening: null, Connections, time, NullLogger<PostgresDatabase>.Instance);
        return Open(server, new PostgresPartitions(server));
    }

    private static OpenPlace Open<T>(T database, IRecordPartitions partitions)
        where T : ISqlDatabase, IAsyncDisposable => new(new SqlStore(database, new SqlRecordLog(database, partitions)), database);

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

/// <summary>A store that is used for one operation.</summary>
internal sealed class OpenPlace(IStore target, IAsyncDisposable connections) : IAsyncDisposable
{
    public IStore Target => target;

    public ValueTask DisposeAsync() => connections.DisposeAsync();
}
