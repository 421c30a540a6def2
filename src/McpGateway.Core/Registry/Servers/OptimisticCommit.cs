using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Servers;

/// <summary>Reads, plans and commits, and does so again when somebody else's commit came between.</summary>
internal static class OptimisticCommit
{
    private const int Attempts = 5;

    /// <param name="ledger">Where the plan is committed.</param>
    /// <param name="plan">Reads the present state and prepares the writes and the outcome. Must have no other effect: it may run again.</param>
    public static async Task<Result<T>> RunAsync<T>(
        DocumentStore ledger, Func<CancellationToken, Task<Result<PendingWrite<T>>>> plan, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var planned = await plan(cancellationToken);
            if (!planned.IsSuccess)
            {
                return planned.Error;
            }

            if (planned.Value.Batch.Writes.Count == 0)
            {
                return planned.Value.Outcome;
            }

            var committed = await ledger.CommitAsync(planned.Value.Batch, cancellationToken);
            if (committed.IsSuccess)
            {
                return planned.Value.Outcome;
            }

            if (committed.Error.Kind != ErrorKind.Conflict || attempt == Attempts)
            {
                return committed.Error;
            }
        }
    }
}

/// <summary>Writes that belong together, and what the operation answers once they are durable.</summary>
internal sealed record PendingWrite<T>(DocumentBatch Batch, T Outcome);
