using McpGateway.Storage.Sqlite;
using McpGateway.Tests.Storage.Contracts;

namespace McpGateway.Tests.Storage;

public sealed class SqliteRecordSeriesTests : RecordSeriesContract
{
    internal override Task<RecordStoreRig> CreateAsync()
    {
        var fixture = new SqliteFixture(TimeProvider.System);
        var partitions = new SqlitePartitions(fixture.Database) { Length = RecordStoreRig.Minute * 45 };
        return Task.FromResult<RecordStoreRig>(new SqlRecordStoreRig(fixture.Database, () => partitions) { End = fixture.DisposeAsync });
    }
}
