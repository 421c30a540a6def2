using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// Removes a server with everything that belongs to it, the rights granted on it included: whatever is registered at the path later must
/// not inherit them.
/// </summary>
public sealed partial class RemoveServer(
    ServerRepository repository, ServerRemoval removal, ServerAuthorization guard, DocumentStore documents, ILogger<RemoveServer> logger)
{
    public async Task<Result<ServerRecord>> ExecuteAsync(Caller caller, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var key = ServerPath.KeyOf(path);
        var outcome = await OptimisticCommit.RunAsync(documents, token => PlanAsync(caller, key, token), cancellationToken);
        if (outcome.IsSuccess)
        {
            var user = LogText.Clean(caller.UserName);
            LogRemoved(key, user);
        }

        return outcome;
    }

    /// <summary>Removes a server that its source no longer has. One of another origin is not found.</summary>
    internal Task<Result<ServerRecord>> ExecuteForSourceAsync(string key, string source, CancellationToken cancellationToken) =>
        OptimisticCommit.RunAsync(
            documents,
            async token => await repository.FindAsync(key, token) is { Value.Origin: { } origin } current && origin.Source == source
                ? await PlanAsync(current, token)
                : new Error(ErrorKind.NotFound, "The source has no server here"),
            cancellationToken);

    private async Task<Result<PendingWrite<ServerRecord>>> PlanAsync(Caller caller, string key, CancellationToken cancellationToken)
    {
        if (await repository.FindAsync(key, cancellationToken) is not { } current)
        {
            return new Error(ErrorKind.NotFound, $"No service registered at path '{key}'");
        }

        if (guard.Refusal(caller, ServerPermissions.Modify, current.Value, "remove") is { } refusal)
        {
            return refusal;
        }

        // It would come back with the next synchronisation.
        return current.Value.Origin is { OrphanedAt: null } origin
            ? new Error(ErrorKind.Conflict, origin.Refusal(current.Value.ServerName))
            : await PlanUndoableAsync(caller, current, cancellationToken);
    }

    /// <summary>As a source's removal, and keeps for a while what goes, so that <see cref="RestoreServer"/> can bring it back.</summary>
    private async Task<Result<PendingWrite<ServerRecord>>> PlanUndoableAsync(
        Caller caller, Document<ServerRecord> current, CancellationToken cancellationToken)
    {
        var versions = await removal.VersionsOfAsync(current.Value, cancellationToken);
        var batch = await removal.PlanAsync(current, versions, cancellationToken);
        batch.Put(
            ServerRepository.Removed, current.Key, await removal.KeepAsync(caller, current.Value, versions, cancellationToken),
            expectedVersion: null);
        return new PendingWrite<ServerRecord>(batch, current.Value);
    }

    private async Task<Result<PendingWrite<ServerRecord>>> PlanAsync(
        Document<ServerRecord> current, CancellationToken cancellationToken) =>
        new PendingWrite<ServerRecord>(
            await removal.PlanAsync(current, await removal.VersionsOfAsync(current.Value, cancellationToken), cancellationToken),
            current.Value);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Information, Message = "Server {Server} removed by {User}.")]
    private partial void LogRemoved(string server, string user);
}
