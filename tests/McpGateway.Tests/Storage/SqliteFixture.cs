using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Secrets;
using McpGateway.Storage.Records;
using McpGateway.Storage.Sql;
using McpGateway.Storage.Sqlite;

namespace McpGateway.Tests.Storage;

/// <summary>A real database file in a directory of its own.</summary>
internal sealed class SqliteFixture : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();

    /// <param name="time">The product's clock.</param>
    /// <param name="busyTimeout">How long a write waits for another process.</param>
    public SqliteFixture(TimeProvider time, TimeSpan? busyTimeout = null)
    {
        Database = new(_directory.Path, busyTimeout ?? TimeSpan.FromSeconds(10), time);
        Partitions = new(Database);
        Documents = new SqlDocumentStorage(
            Database, new(new SecretProtector(MasterKey.FromText("a key for tests only"))), new([]), time);
    }

    public string Directory => _directory.Path;

    public SqliteDatabase Database { get; }

    public SqlitePartitions Partitions { get; }

    /// <summary>A log of this database, as a process has one.</summary>
    public SqlRecordLog Log => field ??= new(Database, Partitions);

    public string File => _directory.File("mcpgateway.db");

    /// <summary>For a file beside the database.</summary>
    public string Beside(string name) => _directory.File(name);

    public IDocumentStorage Documents { get; }

    public async ValueTask DisposeAsync()
    {
        await Partitions.DisposeAsync();
        await Database.DisposeAsync();
        _directory.Dispose();
    }
}
