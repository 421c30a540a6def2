using McpGateway.Foundation.Leadership;

namespace McpGateway.Storage.Sqlite;

/// <summary>With SQLite there is one replica, and it leads.</summary>
internal sealed class SoleLeaderLease : ILeaderLease
{
    public bool IsShared => false;

    public Task<ILeadership?> TryAcquireAsync(string role, CancellationToken cancellationToken) =>
        Task.FromResult<ILeadership?>(new Leadership());

    private sealed class Leadership : ILeadership
    {
        public CancellationToken Lost => CancellationToken.None;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
