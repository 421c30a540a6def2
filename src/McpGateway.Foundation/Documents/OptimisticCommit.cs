using System.Security.Cryptography;

namespace McpGateway.Foundation.Documents;

/// <summary>
/// Commits changes that depend on what is stored: reads, plans and commits, and does so again when another writer's commit came between.
/// </summary>
public static class OptimisticCommit
{
    /// <summary>How often one operation is planned before its conflict is reported.</summary>
    private const int MaxAttempts = 25;

    private const int MaxPauseMilliseconds = 250;

    /// <param name="documents">Where the plan is committed.</param>
    /// <param name="plan">
    /// Reads the present state and prepares the writes and the outcome. It may run again, so it must have no other effect, and it must not
    /// itself call this method. A plan without writes ends the operation with its outcome.
    /// </param>
    /// <param name="cancellationToken">Stops waiting and planning. What was committed before stays committed.</param>
    /// <returns>
    /// The outcome of the plan that was committed; the plan's error; or the store's, which is <see cref="ErrorKind.Conflict"/> when
    /// <see cref="MaxAttempts"/> plans in a row met another writer's commit.
    /// </returns>
    public static async Task<Result<T>> RunAsync<T>(
        DocumentStore documents, Func<CancellationToken, Task<Result<PendingWrite<T>>>> plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(documents);
        ArgumentNullException.ThrowIfNull(plan);
        var first = await TryAsync(documents, plan, cancellationToken);
        if (first.ConflictedAt is not { } contended)
        {
            return first.Result;
        }

        // Many writers of one document would defeat each other again and again. Those of this replica take turns; those of other replicas
        // are avoided by pausing.
        using var turn = await documents.Retries.EnterAsync(contended, cancellationToken);
        for (var attempt = 2; ; attempt++)
        {
            var next = await TryAsync(documents, plan, cancellationToken);
            if (next.ConflictedAt is null || attempt >= MaxAttempts)
            {
                return next.Result;
            }

            // Contention lasts real time, whatever clock the product was given.
            await Task.Delay(PauseAfter(attempt), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Exponential with full jitter: writers that met once do not meet again at the same moment.</summary>
    private static TimeSpan PauseAfter(int attempt) =>
        TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(1, Math.Min(MaxPauseMilliseconds, 2 << Math.Min(attempt, 10)) + 1));

    private static async Task<(Result<T> Result, DocumentWrite? ConflictedAt)> TryAsync<T>(
        DocumentStore documents, Func<CancellationToken, Task<Result<PendingWrite<T>>>> plan, CancellationToken cancellationToken)
    {
        var planned = await plan(cancellationToken);
        if (!planned.IsSuccess)
        {
            return (planned.Error, null);
        }

        var writes = planned.Value.Batch.Writes;
        if (writes.Count == 0)
        {
            return (planned.Value.Outcome, null);
        }

        var committed = await documents.CommitAsync(planned.Value.Batch, cancellationToken);
        return committed.IsSuccess
            ? (planned.Value.Outcome, null)
            : (committed.Error, committed.Error.Kind == ErrorKind.Conflict ? writes[0] : null);
    }
}

/// <summary>Writes that belong together, and what the operation answers once they are durable.</summary>
public sealed record PendingWrite<T>(DocumentBatch Batch, T Outcome);
