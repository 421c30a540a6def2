using McpGateway.Foundation.Records;

namespace McpGateway.Tests.Storage.Contracts;

/// <summary>A store whose periods are minutes, and the replicas that use it.</summary>
internal abstract class RecordStoreRig : IAsyncDisposable
{
    public static readonly long Minute = TimeSpan.TicksPerMinute / TimeSpan.TicksPerMicrosecond;

    /// <summary>A replica, with what it knows of the store.</summary>
    public abstract (IRecordLog Log, IRecordSeries Series) Replica();

    /// <summary>Blocks of the stream <c>calls</c>.</summary>
    public abstract Task<int> CountBlocksAsync();

    public abstract ValueTask DisposeAsync();
}
