namespace McpGateway.Proxy.Streaming;

/// <summary>
/// Ends the streams that stand open for servers and agents that speak by themselves (GET, <c>subscriptions/listen</c>,
/// <c>SubscribeToTask</c>), cleanly and between two events, so that clients open them again elsewhere. Calls are not concerned, also where
/// they are answered by events.
/// </summary>
public sealed class StandingStreams : IDisposable
{
    private readonly Lock _lock = new();
    private CancellationTokenSource _ended = new();
    private bool _isStopped;

    /// <summary>Cancelled when those that are open now are to end.</summary>
    internal CancellationToken Ended => Volatile.Read(ref _ended).Token;

    /// <summary>Calls that are still in flight are cut now: the process does not wait any longer.</summary>
    public bool AreCallsCut { get; private set; }

    /// <summary>Ends those that are open. New ones may be opened.</summary>
    public void EndAll() => End(stops: false);

    /// <summary>Ends those that are open, and refuses new ones with 503: the process stops.</summary>
    public void Stop() => End(stops: true);

    /// <summary>Says so before the connections are closed, so that nobody takes it for the clients' doing.</summary>
    public void CutCalls() => AreCallsCut = true;

    public void Dispose() => _ended.Dispose();

    private void End(bool stops)
    {
        CancellationTokenSource ended;
        lock (_lock)
        {
            if (_isStopped)
            {
                return;
            }

            _isStopped = stops;
            ended = _ended;
            if (!stops)
            {
                Volatile.Write(ref _ended, new());
            }
        }

        // Not disposed of: an exchange may be about to register with it, and there is no timer or handle in it.
        ended.Cancel();
    }
}
