namespace McpGateway.Proxy.Forwarding;

/// <summary>
/// The one token of an exchange: the client went, the caller was revoked, the server was switched off, standing streams end, or the
/// upstream took too long to answer. Which of them is read from the causes themselves.
/// </summary>
internal struct ExchangeCancellation(
    CancellationPool pool, CancellationToken revoked, CancellationToken clientGone, CancellationToken serverClosed,
    CancellationToken streamsEnded = default) : IDisposable
{
    private static readonly Action<object?> Cancel = static source => ((CancellationTokenSource)source!).Cancel();

    private readonly CancellationTokenSource _source = pool.Rent();
    private CancellationTokenRegistration _onClientGone;
    private CancellationTokenRegistration _onRevoked;
    private CancellationTokenRegistration _onClosed;
    private CancellationTokenRegistration _onEnded;

    public readonly CancellationToken Token => _source.Token;

    public readonly bool IsClientGone => clientGone.IsCancellationRequested;

    public readonly bool IsRevoked => revoked.IsCancellationRequested;

    /// <summary>The server was switched off or removed meanwhile.</summary>
    public readonly bool IsServerClosed => serverClosed.IsCancellationRequested;

    /// <summary>It is a standing stream, and those end.</summary>
    public readonly bool IsEnded => streamsEnded.IsCancellationRequested;

    /// <summary>Starts the wait for the answer's headers.</summary>
    public void Begin(TimeSpan responseTimeout)
    {
        _onClientGone = clientGone.UnsafeRegister(Cancel, _source);
        _onRevoked = revoked.UnsafeRegister(Cancel, _source);
        _onClosed = serverClosed.UnsafeRegister(Cancel, _source);
        _onEnded = streamsEnded.UnsafeRegister(Cancel, _source);
        _source.CancelAfter(responseTimeout);
    }

    /// <summary>The headers are here: from now on there is no time limit.</summary>
    public readonly void Answered() => _source.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        // Waits for a callback that runs right now: afterwards nobody touches the source.
        _onClientGone.Dispose();
        _onRevoked.Dispose();
        _onClosed.Dispose();
        _onEnded.Dispose();
        pool.Return(_source);
    }
}
