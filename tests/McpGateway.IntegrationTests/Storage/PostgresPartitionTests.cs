using McpGateway.Foundation.Records;
using McpGateway.Storage.Postgres;
using McpGateway.Tests.Storage.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Storage;

/// <summary>Partitions as tables.</summary>
public sealed class PostgresPartitionTests(PostgresServer server) : SqlRecordPartitionContract
{
    private const string Tables =
        "SELECT COUNT(*) FROM pg_class WHERE relkind = 'r' AND (relname LIKE 'log_blocks_%' OR relname LIKE 'log_series_%')";

    [Fact]
    public async Task Trim_Period_DropsItsTables()
    {
        var log = Sql.NewReplica().Log;
        await log.AppendAsync([Entry(0), Entry(60)], Cancel);
        Assert.Equal(4, await Sql.ReadNumberAsync(Tables));

        await log.TrimAsync("calls", Begin.AddSeconds(60), Cancel);

        Assert.Equal(2, await Sql.ReadNumberAsync(Tables));
        Assert.Equal(1, await Sql.ReadNumberAsync("SELECT COUNT(*) FROM log_writers"));
    }

    /// <summary>What a crash leaves: marked, or one table detached, or one gone.</summary>
    [Theory]
    [InlineData("SELECT 1")]
    [InlineData("ALTER TABLE log_blocks DETACH PARTITION log_blocks_calls_20300101t100000")]
    [InlineData("DROP TABLE log_blocks_calls_20300101t100000")]
    public async Task Trim_PeriodThatIsHalfDropped_IsDroppedByTheNext(string done)
    {
        await HalfDropAsync(done);

        Assert.Equal([60], await PagesAsync(new() { Stream = "calls" }, 10));
        await Sql.NewReplica().Log.TrimAsync("calls", Begin, Cancel);

        Assert.Equal(2, await Sql.ReadNumberAsync(Tables));
        Assert.Equal(1, await Sql.ReadNumberAsync("SELECT COUNT(*) FROM log_partitions"));
    }

    [Theory]
    [InlineData("SELECT 1")]
    [InlineData("ALTER TABLE log_series DETACH PARTITION log_series_calls_20300101t100000")]
    [InlineData("DROP TABLE log_blocks_calls_20300101t100000")]
    public async Task Append_LateForAPeriodThatIsHalfDropped_MakesItAnew(string done)
    {
        await HalfDropAsync(done);

        await Sql.NewReplica().Log.AppendAsync([Entry(1)], Cancel);

        Assert.Equal([60, 1], await PagesAsync(new() { Stream = "calls" }, 10));
    }

    /// <summary>Another replica detached a table that was made anew a moment before.</summary>
    [Theory]
    [InlineData("log_blocks")]
    [InlineData("log_series")]
    public async Task Append_ToAPeriodWhoseTableWasDetached_AttachesItAgain(string table)
    {
        await Sql.NewReplica().Log.AppendAsync([Entry(0), Entry(60)], Cancel);
        await Sql.ExecuteAsync($"ALTER TABLE {table} DETACH PARTITION {table}_calls_20300101t100000");

        await Sql.NewReplica().Log.AppendAsync([Entry(1)], Cancel);

        Assert.Equal([60, 1, 0], await PagesAsync(new() { Stream = "calls" }, 10));
    }

    internal override async Task<RecordStoreRig> CreateAsync()
    {
        var services = StorageHost.Postgres(await server.CreateDatabaseAsync(Cancel));
        var database = services.GetRequiredService<PostgresDatabase>();
        await database.OpenAsync(Cancel);
        return new SqlRecordStoreRig(database, () => new PostgresPartitions(database) { Length = RecordStoreRig.Minute })
        {
            End = services.DisposeAsync,
        };
    }

    private async Task HalfDropAsync(string done)
    {
        await Sql.NewReplica().Log.AppendAsync([Entry(0), Entry(60)], Cancel);
        await Sql.ExecuteAsync("UPDATE log_partitions SET is_dropping = 1 WHERE period = (SELECT MIN(period) FROM log_partitions)");
        await Sql.ExecuteAsync(done);
    }
}
