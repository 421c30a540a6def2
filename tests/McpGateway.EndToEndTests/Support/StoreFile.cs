using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace McpGateway.EndToEndTests.Support;

/// <summary>What a running gateway has stored, read beside it.</summary>
internal static class StoreFile
{
    static StoreFile() => raw.SetProvider(new SQLite3Provider_e_sqlite3());

    /// <summary>How many documents of each kind were written after a revision.</summary>
    public static async Task<Dictionary<string, long>> WrittenSinceAsync(
        this GatewayProcess gateway, long revision, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(gateway, cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT kind, count(*) FROM documents WHERE revision > $revision GROUP BY kind";
        command.Parameters.AddWithValue("$revision", revision);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var written = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            written.Add(reader.GetString(0), reader.GetInt64(1));
        }

        return written;
    }

    public static async Task<long> RevisionAsync(this GatewayProcess gateway, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(gateway, cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT revision FROM store_state";
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    private static async Task<SqliteConnection> OpenAsync(GatewayProcess gateway, CancellationToken cancellationToken)
    {
        var file = Path.Combine(gateway.DataDirectory, "mcpgateway.db");
        var connection = new SqliteConnection($"Data Source={file};Pooling=false;Mode=ReadOnly");
        await connection.OpenAsync(cancellationToken);
        return connection;
    }
}
