using McpGateway.Foundation.Records;
using McpGateway.Storage.Records;
using McpGateway.Storage.Sqlite;
using McpGateway.Tests.Storage.Contracts;

namespace McpGateway.Tests.Storage;

/// <summary>A file for each day, as in production.</summary>
public sealed class SqliteRecordLogTests() : SqliteRecordLogContract(TimeSpan.FromDays(1));

/// <summary>Files for periods that are no part of a day, so that most questions are about several.</summary>
public sealed class SqliteShortPeriodTests() : SqliteRecordLogContract(TimeSpan.FromSeconds(7_000));

/// <summary>The contract on SQLite.</summary>
/// <param name="period">See <see cref="SqlitePartitions.Length"/>.</param>
public abstract class SqliteRecordLogContract(TimeSpan period) : RecordLogContract
{
    private readonly SqliteFixture _fixture = new(TimeProvider.System);
    private SqlitePartitions? _partitions;

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _partitions!.DisposeAsync();
        await _fixture.DisposeAsync();
    }

    internal override Task<IRecordLog> CreateAsync()
    {
        _partitions = new(_fixture.Database) { Length = period.Ticks / TimeSpan.TicksPerMicrosecond };
        return Task.FromResult<IRecordLog>(new SqlRecordLog(_fixture.Database, _partitions));
    }
}
