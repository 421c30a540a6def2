using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Operations;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Federation.Sync;

/// <summary>Does what the source's policy says with items that the source no longer has: marks them, or removes them.</summary>
internal sealed class MissingItems(
    ServerRepository servers, AgentRepository agents, RemoveServer removeServer, DeleteAgent deleteAgent, DocumentStore documents,
    TimeProvider time)
{
    /// <param name="context">The source.</param>
    /// <param name="item">What the source called it.</param>
    /// <param name="key">Where it is.</param>
    /// <param name="isAgent">Whether it is an agent.</param>
    /// <param name="tally">Receives what became of it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Why it could not go on; null when it could.</returns>
    public async Task<Error?> HandleAsync(
        SourceContext context, string item, string key, bool isAgent, SyncTally tally, CancellationToken cancellationToken)
    {
        var isChange = context switch
        {
            { IsDryRun: true } => true,
            { Source.RemovesMissing: true } => await RemoveAsync(context, key, isAgent, cancellationToken),
            _ => await MarkAsync(context.Key, key, isAgent, cancellationToken),
        };
        if (!isChange.IsSuccess)
        {
            return isChange.Error;
        }

        if (isChange.Value)
        {
            tally.Note(new(ItemChange.Removed, item, key));
        }

        return null;
    }

    /// <summary>Marks an item as one that its source does not have any more.</summary>
    /// <param name="source">The key of the source that it must come from.</param>
    /// <param name="key">Where it is.</param>
    /// <param name="isAgent">Whether it is an agent.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False when there was nothing to mark.</returns>
    public Task<Result<bool>> MarkAsync(string source, string key, bool isAgent, CancellationToken cancellationToken) =>
        isAgent ? MarkAgentAsync(source, key, cancellationToken) : MarkServerAsync(source, key, cancellationToken);

    private async Task<Result<bool>> RemoveAsync(SourceContext context, string key, bool isAgent, CancellationToken cancellationToken)
    {
        var error = isAgent
            ? (await deleteAgent.ExecuteForSourceAsync(key, context.Key, cancellationToken)).Error
            : (await removeServer.ExecuteForSourceAsync(key, context.Key, cancellationToken)).Error;
        return error is null ? true : error.Kind == ErrorKind.NotFound ? false : error;
    }

    private Task<Result<bool>> MarkServerAsync(string source, string key, CancellationToken cancellationToken) =>
        OptimisticCommit.RunAsync<bool>(
            documents,
            async token =>
            {
                var batch = new DocumentBatch();
                if (await servers.FindAsync(key, token) is not { Value.Origin: { OrphanedAt: null } origin } current
                    || origin.Source != source)
                {
                    return new PendingWrite<bool>(batch, false);
                }

                var now = time.GetUtcNow();
                batch.Put(
                    ServerRepository.Servers, key, current.Value with { Origin = origin with { OrphanedAt = now }, UpdatedAt = now },
                    current.Version);
                return new PendingWrite<bool>(batch, true);
            },
            cancellationToken);

    private Task<Result<bool>> MarkAgentAsync(string source, string key, CancellationToken cancellationToken) =>
        OptimisticCommit.RunAsync<bool>(
            documents,
            async token =>
            {
                var batch = new DocumentBatch();
                if (await agents.FindAsync(key, token) is not { Value.Origin: { OrphanedAt: null } origin } current
                    || origin.Source != source)
                {
                    return new PendingWrite<bool>(batch, false);
                }

                var now = time.GetUtcNow();
                batch.Put(
                    AgentRepository.Agents, key, current.Value with { Origin = origin with { OrphanedAt = now }, UpdatedAt = now },
                    current.Version);
                return new PendingWrite<bool>(batch, true);
            },
            cancellationToken);
}
