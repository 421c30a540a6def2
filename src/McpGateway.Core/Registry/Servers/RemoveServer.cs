using McpGateway.Access.Scopes;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// Removes a server with everything that belongs to it, the rights granted on it included: whatever is registered at the path later must
/// not inherit them.
/// </summary>
public sealed partial class RemoveServer(
    ServerRepository repository, ScopeRepository scopes, IEnumerable<IServerCompanion> companions, ServerAuthorization guard,
    DocumentStore documents,
    TimeProvider time, ILogger<RemoveServer> logger)
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

        var batch = new DocumentBatch()
            .Delete(ServerRepository.Servers, key, current.Version)
            .Delete(ServerRepository.Tools, key, null)
            .Delete(ServerRepository.Secrets, key, null);
        foreach (var scope in await scopes.ListAsync(cancellationToken))
        {
            if (ServerAccessRules.Without(scope.Value, current.Value) is { } narrowed)
            {
                batch.Put(ScopeRepository.Scopes, scope.Key, narrowed with { UpdatedAt = time.GetUtcNow() }, scope.Version);
            }
        }

        foreach (var companion in companions)
        {
            await companion.AddRemovalAsync(key, batch, cancellationToken);
        }

        return new PendingWrite<ServerRecord>(batch, current.Value);
    }

    [LoggerMessage(EventId = 2004, Level = LogLevel.Information, Message = "Server {Server} removed by {User}.")]
    private partial void LogRemoved(string server, string user);
}
