using System.Globalization;
using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace McpGateway.EndToEndTests.Observability;

/// <summary>The exported SQLite file, to be asked as the Python product's users ask it.</summary>
internal sealed class MetricsFile : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private SqliteConnection _connection = null!;

    static MetricsFile() => raw.SetProvider(new SQLite3Provider_e_sqlite3());

    private MetricsFile()
    {
    }

    public static async Task<MetricsFile> TakeAsync(GatewayProcess gateway, CancellationToken cancellationToken)
    {
        var file = new MetricsFile();
        var path = file._directory.File("metrics.db");
        var bytes = await gateway.Client.GetByteArrayAsync(new Uri("/api/metrics/database", UriKind.Relative), cancellationToken);
        await File.WriteAllBytesAsync(path, bytes, cancellationToken);
        file._connection = new SqliteConnection($"Data Source={path};Pooling=false;Mode=ReadOnly");
        await file._connection.OpenAsync(cancellationToken);
        return file;
    }

    public long Number(string sql) => Convert.ToInt64(Read(sql).Single(), CultureInfo.InvariantCulture);

    public List<double> Numbers(string sql) => [.. Read(sql).Select(static text => double.Parse(text, CultureInfo.InvariantCulture))];

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _directory.Dispose();
    }

    private List<string> Read(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // written by the test
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture)!);
        }

        return rows;
    }
}
