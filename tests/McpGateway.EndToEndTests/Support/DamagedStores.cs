using Microsoft.Data.Sqlite;

namespace McpGateway.EndToEndTests.Support;

/// <summary>Data directories on which no gateway of this release can start, each made from an installation that was in order.</summary>
internal static class DamagedStores
{
    /// <summary>In order, with a key file of its own.</summary>
    public static async Task OrdinaryAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        await using var store = await PastStore.OpenAsync(dataDirectory, cancellationToken);
    }

    public static async Task WithoutKeyAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        await OrdinaryAsync(dataDirectory, cancellationToken);
        File.Delete(Path.Combine(dataDirectory, "secret.key"));
    }

    /// <summary>The file begins as one of SQLite's, and what follows its first page is noise.</summary>
    public static async Task PagesOverwrittenAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        await OrdinaryAsync(dataDirectory, cancellationToken);
        await ExecuteAsync(dataDirectory, "PRAGMA wal_checkpoint(TRUNCATE)", cancellationToken);
        await using var file = File.OpenWrite(Database(dataDirectory));
        file.Position = 4096;
        await file.WriteAsync(Enumerable.Repeat((byte)0xA5, (int)(file.Length - file.Position)).ToArray(), cancellationToken);
    }

    public static async Task OverwrittenAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        await OrdinaryAsync(dataDirectory, cancellationToken);
        await ExecuteAsync(dataDirectory, "PRAGMA wal_checkpoint(TRUNCATE)", cancellationToken);
        await File.WriteAllTextAsync(Database(dataDirectory), new string('x', 8192), cancellationToken);
    }

    /// <summary>A later release has changed the schema in a way that this one cannot run on.</summary>
    public static async Task NewerAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        await OrdinaryAsync(dataDirectory, cancellationToken);
        await ExecuteAsync(
            dataDirectory, "INSERT INTO schema_version (number, name, applied_at) VALUES (9999, 'a later release', '')", cancellationToken);
    }

    private static string Database(string dataDirectory) => Path.Combine(dataDirectory, "mcpgateway.db");

    private static async Task ExecuteAsync(string dataDirectory, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection($"Data Source={Database(dataDirectory)};Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements of these tests alone.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
