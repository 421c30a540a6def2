namespace McpGateway.Core.Health.Probing;

/// <summary>A token that is cancelled after a time on our clock, or with the caller's token.</summary>
internal sealed class TimeLimit : IDisposable
{
    private readonly CancellationTokenSource _elapsed;
    private readonly CancellationTokenSource _linked;

    public TimeLimit(TimeSpan span, TimeProvider time, CancellationToken cancellationToken)
    {
        _elapsed = new(span, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_elapsed.Token, cancellationToken);
    }

    public CancellationToken Token => _linked.Token;

    public void Dispose()
    {
        _linked.Dispose();
        _elapsed.Dispose();
    }
}
