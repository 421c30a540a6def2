using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Secrets;
using McpGateway.Storage.Sql;
using McpGateway.Storage.Sqlite;

namespace McpGateway.Tests.Storage;

/// <summary>A real database file in a directory of its own.</summary>
internal sealed class SqliteFixture : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public SqliteFixture(TimeProvider time)
    {
        Database = new(_directory.Path, TimeSpan.FromSeconds(10), time);
        Documents = new SqlDocumentStorage(Database, new(new SecretProtector(MasterKey.FromText("a key for tests only"))), time);
    }

    public SqliteDatabase Database { get; }

    public IDocumentStorage Documents { get; }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        _directory.Dispose();
    }
}
