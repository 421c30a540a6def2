using System.Text.Json;
using McpGateway.Access.Scopes;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// Removes a server with everything that belongs to it, the rights granted on it included: whatever is registered at the path later must
/// not inherit them.
/// </summary>
public sealed partial class RemoveServer(
    ServerRepository repository, ServerCatalog catalog, ScopeRepository scopes, IEnumerable<IServerCompanion> companions,
    ServerAuthorization guard, DocumentStore documents, TimeProvider time, ILogger<RemoveServer> logger)
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
        var (key, now) = (current.Key, time.GetUtcNow());
        var kept = new RemovedServerRecord
        {
            Server = current.Value,
            Tools = (await repository.FindToolsAsync(key, cancellationToken))?.Value,
            Secrets = (await repository.FindSecretsAsync(key, cancellationToken))?.Value,
            Versions = await KeepVersionsAsync(current.Value, cancellationToken),
            Grants = current.Value.IsOtherVersion ? [] :
            [
                .. (await scopes.ListAsync(cancellationToken))
                    .Select(scope => (scope.Value, After: ServerAccessRules.Without(scope.Value, current.Value)))
                    .Where(static pair => pair.After is not null)
                    .Select(static pair => RemovedGrant.Of(pair.Value, pair.After!)),
            ],
            Companions = await KeepCompanionsAsync(key, cancellationToken),
            RemovedBy = caller.Subject,
            RemovedAt = now,
            ExpiresAt = now + RestoreServer.Time,
        };
        var planned = await PlanAsync(current, cancellationToken);
        planned.Value!.Batch.Put(ServerRepository.Removed, key, kept, expectedVersion: null);
        return planned;
    }

    private async Task<IReadOnlyDictionary<string, JsonElement>> KeepCompanionsAsync(string key, CancellationToken cancellationToken)
    {
        var kept = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var companion in companions)
        {
            if (companion.Name is { } name && await companion.KeepAsync(key, cancellationToken) is { } body)
            {
                kept[name] = body;
            }
        }

        return kept;
    }

    private async Task<IReadOnlyList<RemovedVersion>> KeepVersionsAsync(ServerRecord server, CancellationToken cancellationToken)
    {
        var kept = new List<RemovedVersion>();
        foreach (var version in await VersionsOfAsync(server, cancellationToken))
        {
            kept.Add(new(
                version.Value,
                (await repository.FindToolsAsync(version.Key, cancellationToken))?.Value,
                (await repository.FindSecretsAsync(version.Key, cancellationToken))?.Value));
        }

        return kept;
    }

    /// <summary>The versions that go with a server: all. With one of its other versions none.</summary>
    private async Task<IReadOnlyList<Document<ServerRecord>>> VersionsOfAsync(ServerRecord server, CancellationToken cancellationToken)
    {
        var versions = new List<Document<ServerRecord>>();
        foreach (var entry in server.IsOtherVersion ? [] : catalog.VersionsOf(server.Key))
        {
            if (await repository.FindAsync(entry.Server.Key, cancellationToken) is { } version)
            {
                versions.Add(version);
            }
        }

        return versions;
    }

    private async Task<Result<PendingWrite<ServerRecord>>> PlanAsync(
        Document<ServerRecord> current, CancellationToken cancellationToken)
    {
        var batch = new DocumentBatch();
        await AddRemovalAsync(current, batch, cancellationToken);
        foreach (var version in await VersionsOfAsync(current.Value, cancellationToken))
        {
            await AddRemovalAsync(version, batch, cancellationToken);
        }

        // Rights are on the path: they stay while there is a version.
        foreach (var scope in current.Value.IsOtherVersion ? [] : await scopes.ListAsync(cancellationToken))
        {
            if (ServerAccessRules.Without(scope.Value, current.Value) is { } narrowed)
            {
                batch.Put(ScopeRepository.Scopes, scope.Key, narrowed with { UpdatedAt = time.GetUtcNow() }, scope.Version);
            }
        }

        return new PendingWrite<ServerRecord>(batch, current.Value);
    }

    private async Task AddRemovalAsync(Document<ServerRecord> server, DocumentBatch batch, CancellationToken cancellationToken)
    {
        batch.Delete(ServerRepository.Servers, server.Key, server.Version)
            .Delete(ServerRepository.Tools, server.Key, null)
            .Delete(ServerRepository.Secrets, server.Key, null);
        foreach (var companion in companions)
        {
            await companion.AddRemovalAsync(server.Key, batch, cancellationToken);
        }
    }

    [LoggerMessage(EventId = 2004, Level = LogLevel.Information, Message = "Server {Server} removed by {User}.")]
    private partial void LogRemoved(string server, string user);
}
