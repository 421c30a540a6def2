namespace McpGateway.Proxy.Routing;

/// <summary>
/// What the calls of one server say of its health. Written by every exchange of the route: one store to memory for a success, nothing else.
/// </summary>
public sealed class UpstreamTraffic(TimeProvider clock)
{
    /// <summary>How long a call that did not reach the server counts. After it one is let through again, to see.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromSeconds(30);

    // Readings of the clock; 0 for never.
    private long _succeeded;
    private long _failed;

    /// <summary>How long ago the server answered a call well; null when it never did.</summary>
    public TimeSpan? SinceSuccess => Volatile.Read(ref _succeeded) is var at and not 0 ? clock.GetElapsedTime(at) : null;

    /// <summary>The server answered a call with success.</summary>
    public void Succeeded() => Volatile.Write(ref _succeeded, Now());

    /// <summary>No connection to the server came about.</summary>
    public void Failed() => Volatile.Write(ref _failed, Now());

    /// <summary>Whether the last call that says anything did not reach the server, lately.</summary>
    /// <param name="retryAfter">When the next call is let through.</param>
    public bool IsUnreachable(out TimeSpan retryAfter)
    {
        var failed = Volatile.Read(ref _failed);
        retryAfter = failed == 0 || failed < Volatile.Read(ref _succeeded) ? TimeSpan.Zero : Memory - clock.GetElapsedTime(failed);
        return retryAfter > TimeSpan.Zero;
    }

    private long Now() => Math.Max(1, clock.GetTimestamp());
}
