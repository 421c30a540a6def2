namespace McpGateway.Foundation.Documents;

/// <summary>Wakes the change feed early when another replica has committed (LISTEN/NOTIFY). Polling remains the safety net.</summary>
public interface IChangeSignal
{
    /// <summary>Completes at the next signal.</summary>
    Task WaitAsync(CancellationToken cancellationToken);
}
