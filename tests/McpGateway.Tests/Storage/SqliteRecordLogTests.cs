using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;
using McpGateway.Tests.Storage.Contracts;

namespace McpGateway.Tests.Storage;

public sealed class SqliteRecordLogTests : RecordLogContract
{
    private SqliteFixture? _fixture;

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _fixture!.DisposeAsync();
    }

    internal override Task<IRecordLog> CreateAsync()
    {
        _fixture = new(TimeProvider.System);
        return Task.FromResult<IRecordLog>(new SqlRecordLog(_fixture.Database));
    }
}
