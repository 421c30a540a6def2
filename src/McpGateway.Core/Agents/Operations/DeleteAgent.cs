using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Agents.Operations;

/// <summary>
/// Deletes an agent with the credentials and histories that belong to it. Scopes are left alone: they name paths, and who may take the path
/// next is for <c>publish_agent</c> to say.
/// </summary>
public sealed partial class DeleteAgent(
    AgentRepository repository, IEnumerable<IServerCompanion> companions, DocumentStore documents, ILogger<DeleteAgent> logger)
{
    public async Task<Result<AgentDocument>> ExecuteAsync(Caller caller, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var key = AgentPath.KeyOf(path);
        var sight = AgentSight.Of(caller);
        var outcome = await OptimisticCommit.RunAsync(documents, token => PlanAsync(sight, key, token), cancellationToken);
        if (outcome.IsSuccess)
        {
            var user = LogText.Clean(caller.UserName);
            LogDeleted(key, user);
        }

        return outcome;
    }

    /// <summary>Deletes an agent that its source no longer has. One of another origin is not found.</summary>
    internal Task<Result<AgentDocument>> ExecuteForSourceAsync(string key, string source, CancellationToken cancellationToken) =>
        OptimisticCommit.RunAsync(
            documents,
            async token => await repository.FindAsync(key, token) is { Value.Origin: { } origin } current && origin.Source == source
                ? await PlanAsync(current, token)
                : AgentQueries.NotFound(key),
            cancellationToken);

    private async Task<Result<PendingWrite<AgentDocument>>> PlanAsync(AgentSight sight, string key, CancellationToken cancellationToken)
    {
        if (await repository.FindAsync(key, cancellationToken) is not { } current)
        {
            return AgentQueries.NotFound(key);
        }

        if (AgentAuthorization.DeleteRefusal(sight, current.Value) is { } refusal)
        {
            return refusal;
        }

        // It would come back with the next synchronisation.
        return current.Value.Origin is { OrphanedAt: null } origin
            ? new Error(ErrorKind.Conflict, origin.Refusal(current.Value.DisplayName))
            : await PlanAsync(current, cancellationToken);
    }

    private async Task<Result<PendingWrite<AgentDocument>>> PlanAsync(
        Document<AgentDocument> current, CancellationToken cancellationToken)
    {
        var key = current.Key;
        var batch = new DocumentBatch()
            .Delete(AgentRepository.Agents, key, current.Version)
            .Delete(ServerRepository.Secrets, key, null);
        foreach (var companion in companions)
        {
            await companion.AddRemovalAsync(key, batch, cancellationToken);
        }

        return new PendingWrite<AgentDocument>(batch, current.Value);
    }

    [LoggerMessage(EventId = 2104, Level = LogLevel.Information, Message = "Agent {Agent} deleted by {User}.")]
    private partial void LogDeleted(string agent, string user);
}
