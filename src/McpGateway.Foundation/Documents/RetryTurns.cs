namespace McpGateway.Foundation.Documents;

/// <summary>
/// Lets operations of this replica that met a conflict on the same document try again one after the other. Documents share a fixed number
/// of queues, so that memory does not grow with the documents; sharing one only makes an operation wait.
/// </summary>
internal sealed class RetryTurns : IDisposable
{
    private const int Queues = 32;

    private readonly SemaphoreSlim[] _queues = [.. Enumerable.Range(0, Queues).Select(static _ => new SemaphoreSlim(1, 1))];

    /// <summary>Waits for the turn of an operation that writes this document. The turn ends when the result is disposed.</summary>
    public async Task<IDisposable> EnterAsync(DocumentWrite contended, CancellationToken cancellationToken)
    {
        var queue = _queues[(uint)HashCode.Combine(contended.Kind, contended.Key) % Queues];
        await queue.WaitAsync(cancellationToken);
        return new Turn(queue);
    }

    public void Dispose() => Array.ForEach(_queues, static queue => queue.Dispose());

    private sealed class Turn(SemaphoreSlim queue) : IDisposable
    {
        public void Dispose() => queue.Release();
    }
}
