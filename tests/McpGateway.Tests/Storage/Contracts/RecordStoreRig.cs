using McpGateway.Foundation.Records;
using McpGateway.Storage.Records;
using McpGateway.Storage.Series;
using McpGateway.Storage.Sql;

namespace McpGateway.Tests.Storage.Contracts;

/// <summary>A store whose periods are minutes, and the replicas that use it.</summary>
internal sealed class RecordStoreRig(ISqlDatabase database, Func<IRecordPartitions> partitions) : IAsyncDisposable
{
    public static readonly long Minute = TimeSpan.TicksPerMinute / TimeSpan.TicksPerMicrosecond;

    private readonly List<IRecordPartitions> _partitions = [];

    public ISqlDatabase Database => database;

    public required Func<ValueTask> End { private get; init; }

    /// <summary>A replica, with what it knows of partitions.</summary>
    public (SqlRecordLog Log, IRecordSeries Series, IRecordPartitions Partitions) Replica()
    {
        var own = partitions();
        _partitions.Add(own);
        return (new(database, own), new SqlRecordSeries(database, own), own);
    }

    public Task ExecuteAsync(string sql, params (string, object?)[] parameters) => database.WriteAsync(
        async (session, token) => new WriteOutcome<int>(await session.ExecuteAsync(sql, token, parameters), Keep: true),
        takesRevision: false, CancellationToken.None);

    public Task<long> ReadNumberAsync(string sql) =>
        database.ReadAsync((session, token) => session.ReadNumberAsync(sql, token), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        foreach (var disposable in _partitions.OfType<IAsyncDisposable>().Distinct())
        {
            await disposable.DisposeAsync();
        }

        await End();
    }
}
