namespace McpGateway.Foundation.Leadership;

/// <summary>Elects one replica for work that must not be done twice at a time: health checks, federation, scans.</summary>
public interface ILeaderLease
{
    /// <summary>Tries once to become the leader for <paramref name="role"/>. Callers try again after a while.</summary>
    /// <returns>The leadership, to be disposed when the work is over, or null while another replica holds it.</returns>
    Task<ILeadership?> TryAcquireAsync(string role, CancellationToken cancellationToken);
}

/// <summary>Leadership that is held. Dispose it to let another replica lead.</summary>
public interface ILeadership : IAsyncDisposable
{
    /// <summary>
    /// Cancelled when the leadership is lost, for instance because the connection to the database dropped: stop working at once.
    /// </summary>
    CancellationToken Lost { get; }
}
