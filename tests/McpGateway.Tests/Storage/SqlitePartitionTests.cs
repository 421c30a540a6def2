using McpGateway.Foundation.Records;
using McpGateway.Storage.Sqlite;
using McpGateway.Tests.Storage.Contracts;

namespace McpGateway.Tests.Storage;

/// <summary>Partitions as files.</summary>
public sealed class SqlitePartitionTests : SqlRecordPartitionContract
{
    private readonly SqliteFixture _fixture = new(TimeProvider.System);

    [Fact]
    public async Task Trim_Period_DeletesItsFiles()
    {
        var replica = Sql.NewReplica();
        await replica.Log.AppendAsync([Entry(0), Entry(60)], Cancel);
        Assert.Equal(["calls-20300101T100000.db", "calls-20300101T100100.db"], Files("*.db"));

        await replica.Log.TrimAsync("calls", Begin.AddSeconds(60), Cancel);

        Assert.Equal(["calls-20300101T100100.db"], Files("*.db"));
        Assert.DoesNotContain(Files("*"), file => file!.StartsWith("calls-20300101T100000", StringComparison.Ordinal));
    }

    /// <summary>What a crash leaves when it comes between the making of the file and that of its tables.</summary>
    [Fact]
    public async Task Append_FileWithoutTables_IsMadeWhole()
    {
        Directory.CreateDirectory(_fixture.Database.RecordDirectory);
        await File.WriteAllBytesAsync(Path.Combine(_fixture.Database.RecordDirectory, "calls-20300101T100000.db"), [], Cancel);

        Assert.Empty(await PagesAsync(new() { Stream = "calls" }, 10));
        await Sql.NewReplica().Log.AppendAsync([Entry(0)], Cancel);

        Assert.Equal([0], await PagesAsync(new() { Stream = "calls" }, 10));
    }

    [Fact]
    public async Task Open_AfterARestart_FindsThePartitions()
    {
        await Sql.NewReplica().Log.AppendAsync([Entry(0), Entry(60)], Cancel);
        await using var again = new SqlitePartitions(_fixture.Database) { Length = RecordStoreRig.Minute };

        Assert.Equal(2, (await again.ListAsync("calls", Cancel)).Count);
        Assert.Empty(await again.ListAsync("audit", Cancel));
    }

    [Fact]
    public async Task Rest_OldPartitions_AreOpenedAgainWhenAskedFor()
    {
        var (log, _, partitions) = Sql.NewReplica();
        await log.AppendAsync([Entry(0)], Cancel);

        await partitions.RestAsync(long.MaxValue);
        await log.AppendAsync([Entry(1)], Cancel);

        Assert.Equal([1, 0], await PagesAsync(new() { Stream = "calls" }, 10));
    }

    internal override Task<RecordStoreRig> CreateAsync()
    {
        // One process: its replicas share what it knows of its files.
        var partitions = new SqlitePartitions(_fixture.Database) { Length = RecordStoreRig.Minute };
        return Task.FromResult<RecordStoreRig>(new SqlRecordStoreRig(_fixture.Database, () => partitions) { End = _fixture.DisposeAsync });
    }

    private IEnumerable<string?> Files(string pattern) =>
        Directory.EnumerateFiles(_fixture.Database.RecordDirectory, pattern).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
