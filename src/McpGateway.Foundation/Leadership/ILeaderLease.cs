namespace McpGateway.Foundation.Leadership;

/// <summary>Elects one replica for work that must not be done twice at a time: health checks, federation, scans.</summary>
public interface ILeaderLease
{
    /// <summary>Whether there may be other replicas at all.</summary>
    bool IsShared => true;

    /// <summary>Tries once to become the leader for <paramref name="role"/>. Callers try again after a while.</summary>
    /// <returns>The leadership, to be disposed when the work is over, or null while another replica holds it.</returns>
    Task<ILeadership?> TryAcquireAsync(string role, CancellationToken cancellationToken);
}

/// <summary>Leadership that is held. Dispose it to let another replica lead.</summary>
public interface ILeadership : IAsyncDisposable
{
    /// <summary>
    /// Cancelled when the leadership is lost, for instance because the database did not confirm it in time: stop working at once.
    /// </summary>
    CancellationToken Lost { get; }

    /// <summary>Whether it is held at this moment. Asked before each piece of work: after a pause of the process it knows first.</summary>
    bool IsHeld => !Lost.IsCancellationRequested;
}
