using System.Collections.Concurrent;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Health;

/// <summary>
/// Commits results. Those that end at the same time share one commit, so that checking many servers does not cost a commit, and a new route
/// table, for each of them.
/// </summary>
internal sealed class HealthWriter(DocumentStore documents) : IDisposable
{
    private const int MaxShared = 256;

    private readonly ConcurrentQueue<Pending> _queue = new();
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>Commits what <paramref name="put"/> adds to a batch. Returns when it is stored and routed by.</summary>
    public async Task<Result<long>> WriteAsync(Action<DocumentBatch> put, CancellationToken cancellationToken)
    {
        var mine = new Pending(put);
        _queue.Enqueue(mine);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            // The caller that holds the lock commits for all that wait: what this one wanted to write may be written already.
            while (!mine.Outcome.Task.IsCompleted)
            {
                await CommitSomeAsync();
            }
        }
        finally
        {
            _gate.Release();
        }

        return await mine.Outcome.Task;
    }

    public void Dispose() => _gate.Dispose();

    private async Task CommitSomeAsync()
    {
        var shared = new List<Pending>();
        while (shared.Count < MaxShared && _queue.TryDequeue(out var pending))
        {
            shared.Add(pending);
        }

        try
        {
            var together = await CommitAsync(shared);
            foreach (var pending in shared)
            {
                // One that no longer fits must not hold up the others: each for itself, then.
                pending.Outcome.TrySetResult(together.IsSuccess || shared.Count == 1 ? together : await CommitAsync([pending]));
            }
        }
        catch (Exception failure)
        {
            foreach (var pending in shared)
            {
                pending.Outcome.TrySetException(failure);
            }

            throw;
        }
    }

    private Task<Result<long>> CommitAsync(IEnumerable<Pending> shared)
    {
        var batch = new DocumentBatch();
        foreach (var pending in shared)
        {
            pending.Put(batch);
        }

        // Results of others are in it: one caller's departure must not cancel them.
        return documents.CommitAsync(batch, CancellationToken.None);
    }

    private sealed record Pending(Action<DocumentBatch> Put)
    {
        public TaskCompletionSource<Result<long>> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
