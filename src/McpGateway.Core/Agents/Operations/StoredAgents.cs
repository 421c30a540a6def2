using McpGateway.Core.Agents.Cards;
using McpGateway.Core.Agents.Directory;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Agents.Operations;

/// <summary>Changes of one stored agent: read, judge, write, again when another writer came between.</summary>
internal sealed class StoredAgents(AgentRepository repository, AgentHolds holds, DocumentStore documents)
{
    public async Task<StoredAgent?> FindAsync(string key, CancellationToken cancellationToken) =>
        await repository.FindAsync(key, cancellationToken) is { } document && CardReader.Read(document.Value.Card).Card is { } card
            ? new(new(document.Value, card), document.Version)
            : null;

    /// <param name="key">Which agent.</param>
    /// <param name="refusal">Why the caller may not; null when it may.</param>
    /// <param name="guard">Has a say, and may add to the batch, before a change is written.</param>
    /// <param name="change">The agent as it is to be with its card as read, the same object when nothing changes, or why not.</param>
    /// <param name="cancellationToken">Ends the operation.</param>
    public Task<Result<AgentEntry>> ChangeAsync(
        string key, Func<AgentEntry, Error?> refusal, Func<AgentEntry, Result<AgentEntry>> change,
        CancellationToken cancellationToken, Func<DocumentBatch, CancellationToken, Task<Error?>>? guard = null) =>
        OptimisticCommit.RunAsync<AgentEntry>(
            documents,
            async token =>
            {
                if (await FindAsync(key, token) is not { } stored)
                {
                    return AgentQueries.NotFound(key);
                }

                if (refusal(stored.Entry) is { } refused)
                {
                    return refused;
                }

                var next = change(stored.Entry);
                if (!next.IsSuccess)
                {
                    return next.Error;
                }

                var write = Write(stored, next.Value);
                return guard is not null && write.Batch.Writes.Count > 0 && await guard(write.Batch, token) is { } guarded
                    ? guarded
                    : write;
            },
            cancellationToken);

    /// <summary>Lays what somebody states about an agent over it.</summary>
    /// <param name="sight">Whoever changes it.</param>
    /// <param name="key">Which agent.</param>
    /// <param name="draft">What is stated.</param>
    /// <param name="lay">The agent as it is to be, with its card as read.</param>
    /// <param name="cancellationToken">Ends the operation.</param>
    public async Task<Result<RegisteredAgent>> ReviseAsync(
        AgentSight sight, string key, AgentRegistration draft, Func<AgentEntry, AgentEntry> lay, CancellationToken cancellationToken)
    {
        var outcome = await ChangeAsync(key, entry => RevisionRefusal(sight, entry, draft), entry => lay(entry), cancellationToken);
        return outcome.IsSuccess
            ? new RegisteredAgent(outcome.Value, AgentFields.Warnings(draft, outcome.Value.Agent))
            : outcome.Error;
    }

    /// <summary>Why an agent may not be changed in this way; null when it may.</summary>
    public static Error? RevisionRefusal(AgentSight sight, AgentEntry entry, AgentRegistration draft) =>
        AgentAuthorization.ModifyRefusal(sight, entry)
        ?? (entry.Agent.Origin is { } origin ? new Error(ErrorKind.Conflict, origin.Refusal(entry.Card.Name)) : null)
        ?? AgentFields.Refusal(draft, entry.Agent);

    private PendingWrite<AgentEntry> Write(StoredAgent stored, AgentEntry next)
    {
        var batch = new DocumentBatch();
        if (!ReferenceEquals(next, stored.Entry))
        {
            next = next with { Agent = holds.Hold(next.Agent, stored.Entry.Agent) };
            batch.Put(AgentRepository.Agents, next.Agent.Path, next.Agent, stored.Version);
        }

        return new PendingWrite<AgentEntry>(batch, next);
    }
}

/// <summary>An agent as read from the store.</summary>
internal sealed record StoredAgent(AgentEntry Entry, long Version);
