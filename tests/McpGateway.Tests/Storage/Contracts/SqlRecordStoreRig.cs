using McpGateway.Foundation.Records;
using McpGateway.Storage.Records;
using McpGateway.Storage.Series;
using McpGateway.Storage.Sql;

namespace McpGateway.Tests.Storage.Contracts;

/// <summary>The store in an SQL database.</summary>
internal sealed class SqlRecordStoreRig(ISqlDatabase database, Func<IRecordPartitions> partitions) : RecordStoreRig
{
    private readonly List<IRecordPartitions> _partitions = [];

    public ISqlDatabase Database => database;

    public required Func<ValueTask> End { private get; init; }

    public override (IRecordLog Log, IRecordSeries Series) Replica() => NewReplica() is var own ? (own.Log, own.Series) : default;

    public (SqlRecordLog Log, IRecordSeries Series, IRecordPartitions Partitions) NewReplica()
    {
        var own = partitions();
        _partitions.Add(own);
        return (new(database, own), new SqlRecordSeries(database, own), own);
    }

    public override async Task<int> CountBlocksAsync()
    {
        var own = NewReplica().Partitions;
        var count = 0;
        foreach (var key in await own.ListAsync("calls", CancellationToken.None))
        {
            count += (int)await own.ReadAsync(
                key,
                (session, token) => session.ReadNumberAsync(
                    "SELECT COUNT(*) FROM log_blocks WHERE stream = @stream AND period = @period", token, key.Parameters),
                CancellationToken.None);
        }

        return count;
    }

    public Task ExecuteAsync(string sql, params (string, object?)[] parameters) => database.WriteAsync(
        async (session, token) => new WriteOutcome<int>(await session.ExecuteAsync(sql, token, parameters), Keep: true),
        takesRevision: false, CancellationToken.None);

    public Task<long> ReadNumberAsync(string sql) =>
        database.ReadAsync((session, token) => session.ReadNumberAsync(sql, token), CancellationToken.None);

    public override async ValueTask DisposeAsync()
    {
        foreach (var disposable in _partitions.OfType<IAsyncDisposable>().Distinct())
        {
            await disposable.DisposeAsync();
        }

        await End();
    }
}
