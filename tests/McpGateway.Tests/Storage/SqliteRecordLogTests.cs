using McpGateway.Foundation.Records;
using McpGateway.Storage.Records;
using McpGateway.Tests.Storage.Contracts;

namespace McpGateway.Tests.Storage;

/// <summary>Large batches as blocks, small ones as single records.</summary>
public sealed class SqliteRecordLogTests() : SqliteRecordLogContract(null);

/// <summary>Everything in blocks.</summary>
public sealed class SqliteRecordBlockTests() : SqliteRecordLogContract(1);

/// <summary>Batches of several in blocks, single ones not: every page is of both.</summary>
public sealed class SqliteMixedRecordTests() : SqliteRecordLogContract(2);

/// <summary>Nothing in blocks, as earlier releases wrote.</summary>
public sealed class SqliteSingleRecordTests() : SqliteRecordLogContract(int.MaxValue);

/// <summary>The contract on SQLite.</summary>
/// <param name="blockFrom">See <see cref="SqlRecordLog.BlockFrom"/>; null for the default.</param>
public abstract class SqliteRecordLogContract(int? blockFrom) : RecordLogContract
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
        return Task.FromResult<IRecordLog>(
            blockFrom is { } limit ? new SqlRecordLog(_fixture.Database) { BlockFrom = limit } : new SqlRecordLog(_fixture.Database));
    }
}
