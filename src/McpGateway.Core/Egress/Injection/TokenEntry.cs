namespace McpGateway.Core.Egress.Injection;

/// <summary>
/// One user's token at one server in memory. Written by the flight that loads or refreshes it, and emptied by the change feed.
/// </summary>
internal sealed class TokenEntry
{
    private HeldToken? _held;
    private long _generation;
    private long _retryAt;

    public SingleFlight<ObtainedCredential> Flight { get; } = new();

    public HeldToken? Held => Volatile.Read(ref _held);

    /// <summary>Counts how often what is stored has changed: what was read before is not kept after.</summary>
    public long Generation => Interlocked.Read(ref _generation);

    /// <summary>Not before then is a provider asked again that did not answer.</summary>
    public DateTimeOffset RetryAt
    {
        get => new(Interlocked.Read(ref _retryAt), TimeSpan.Zero);
        set => Interlocked.Exchange(ref _retryAt, value.UtcTicks);
    }

    public void Hold(HeldToken token, long generation)
    {
        Volatile.Write(ref _held, token);
        if (Generation != generation)
        {
            // It changed while it was being read.
            Volatile.Write(ref _held, null);
        }
    }

    public void Forget()
    {
        Interlocked.Increment(ref _generation);
        Volatile.Write(ref _held, null);
    }
}
