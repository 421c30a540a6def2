using System.Runtime.CompilerServices;
using McpGateway.Storage.Sql;
using McpGateway.Storage.Sqlite;

namespace McpGateway.Tests.Storage;

/// <summary>
/// What a disk does to a real database, without a disk that does it: SQLite itself answers that it is full (no page may be added), cannot
/// be written to, or is locked. Over when it is disposed.
/// </summary>
internal sealed class SqliteFault : IAsyncDisposable
{
    private readonly Func<Task> _end;

    private SqliteFault(Func<Task> end) => _end = end;

    /// <param name="database">Open.</param>
    public static async Task<SqliteFault> FullAsync(ISqlDatabase database)
    {
        // Without free pages, and then never a page more than there are.
        await RunAsync(database, "VACUUM");
        await RunAsync(database, "PRAGMA max_page_count = 1");
        return new(() => RunAsync(database, "PRAGMA max_page_count = 1000000000"));
    }

    /// <param name="database">Open.</param>
    public static async Task<SqliteFault> ReadOnlyAsync(ISqlDatabase database)
    {
        await RunAsync(database, "PRAGMA query_only = ON");
        return new(() => RunAsync(database, "PRAGMA query_only = OFF"));
    }

    /// <summary>Another process writes and does not come to an end.</summary>
    public static async Task<SqliteFault> LockedAsync(string directory)
    {
        var other = new SqliteConnections(Path.Combine(directory, "mcpgateway.db"), TimeSpan.FromSeconds(10)).OpenWriter();
        await other.ExecuteAsync("BEGIN IMMEDIATE", CancellationToken.None);
        return new(async () => await other.DisposeAsync());
    }

    public async ValueTask DisposeAsync() => await _end();

    /// <summary>On the connection that writes: these settings are a connection's own.</summary>
    private static Task<int> RunAsync(ISqlDatabase database, string pragma) =>
        Session(Writer((SqliteDatabase)database)!).ExecuteAsync(pragma, CancellationToken.None);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_writer")]
    private static extern ref SqliteWriter? Writer(SqliteDatabase database);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_session")]
    private static extern ref SqlSession Session(SqliteWriter writer);
}
