namespace McpGateway.Core.Health.Probing;

/// <summary>What one check may cost, all its requests together: bytes, requests, time.</summary>
internal sealed class ProbeBudget(long bytes, int requests, CancellationToken deadline)
{
    private long _bytes = bytes;
    private int _requests = requests;

    /// <summary>Cancelled when the check must be over, whatever still hangs.</summary>
    public CancellationToken Deadline { get; } = deadline;

    /// <summary>
    /// Whether the server went too far. The SDK reads some failures as a stream that ended early; this remembers why it did.
    /// </summary>
    public bool IsSpent { get; private set; }

    public void TakeRequest()
    {
        if (Interlocked.Decrement(ref _requests) < 0)
        {
            IsSpent = true;
            throw new ProbeLimitException("The server caused too many requests.");
        }
    }

    public void TakeBytes(int count)
    {
        if (Interlocked.Add(ref _bytes, -count) < 0)
        {
            IsSpent = true;
            throw new ProbeLimitException("The server sent too much.");
        }
    }
}
