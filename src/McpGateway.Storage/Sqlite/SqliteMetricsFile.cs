using System.Reflection;
using McpGateway.Foundation;
using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;
using Microsoft.Data.Sqlite;

namespace McpGateway.Storage.Sqlite;

/// <summary>Writes the file in one transaction; its tables are in <c>Metrics.sql</c>.</summary>
internal sealed class SqliteMetricsFile : IMetricsFile
{
    private const string Script = "McpGateway.Storage.Sqlite.Metrics.sql";

    public async Task WriteAsync(string path, IAsyncEnumerable<MetricsRow> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);

        // Who called what is in it: nobody else on the machine may read it.
        await PrivateFiles.Open(path, FileMode.CreateNew).DisposeAsync();

        // Loads the library of SQLite that comes with the product.
        _ = SqliteConnections.Version;
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = false }.ToString());
        await using var session = new SqlSession(connection);
        await connection.OpenAsync(cancellationToken);
        await session.ExecuteAsync("PRAGMA journal_mode = OFF", cancellationToken);
        await session.ExecuteAsync("BEGIN", cancellationToken);
        await session.ExecuteAsync(await ReadScriptAsync(cancellationToken), cancellationToken);
        await foreach (var row in rows)
        {
            await session.ExecuteAsync(
                InsertOf(row), cancellationToken, [.. row.Values.Select(static value => ("@" + value.Column, value.Value))]);
        }

        await session.ExecuteAsync("COMMIT", cancellationToken);
    }

    /// <summary>Of a table and its columns there are few: the session keeps the prepared statements.</summary>
    private static string InsertOf(MetricsRow row) =>
        $"INSERT INTO {row.Table} ({string.Join(", ", row.Values.Select(static value => value.Column))}) "
            + $"VALUES ({string.Join(", ", row.Values.Select(static value => "@" + value.Column))})";

    private static async Task<string> ReadScriptAsync(CancellationToken cancellationToken)
    {
        await using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Script)!;
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
