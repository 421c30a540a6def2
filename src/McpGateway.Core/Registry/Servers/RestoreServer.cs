using McpGateway.Access.Scopes;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// Undoes the removal of a server for an hour: the server with its tools, headers and settings, and what scopes granted on it. What users
/// connected to it stays forgotten, and so does its health.
/// </summary>
public sealed partial class RestoreServer(
    ServerRepository repository, ScopeRepository scopes, IEnumerable<IServerCompanion> companions, IEnumerable<IPathClaims> claims,
    DocumentStore documents, TimeProvider time, ILogger<RestoreServer> logger)
{
    /// <summary>How long a removal can be undone.</summary>
    public static readonly TimeSpan Time = TimeSpan.FromHours(1);

    /// <summary>The removals that the caller may undo, the newest first.</summary>
    public async Task<IReadOnlyList<RemovedServer>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return
        [
            .. (await documents.ListAsync(ServerRepository.Removed, cancellationToken))
                .Where(document => MayRestore(caller, document.Value))
                .OrderByDescending(static document => document.Value.RemovedAt)
                .Select(static document => new RemovedServer(
                    document.Key, document.Value.Server.ServerName, document.Value.RemovedAt, document.Value.ExpiresAt)),
        ];
    }

    /// <returns>
    /// <see cref="ErrorKind.NotFound"/> when there is nothing to undo (any more), <see cref="ErrorKind.Conflict"/> when something else has
    /// the path by now.
    /// </returns>
    public async Task<Result<ServerRecord>> ExecuteAsync(Caller caller, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var key = ServerPath.KeyOf(path);
        var outcome = await OptimisticCommit.RunAsync(documents, token => PlanAsync(caller, key, token), cancellationToken);
        if (outcome.IsSuccess)
        {
            var user = LogText.Clean(caller.UserName);
            LogRestored(key, user);
        }

        return outcome;
    }

    /// <summary>
    /// Administrators, and whoever removed it while a scope of theirs would be one again that may modify it: rights that were taken from
    /// somebody meanwhile do not come back by undoing.
    /// </summary>
    private static bool MayRestore(Caller caller, RemovedServerRecord removed) =>
        caller.Permissions.IsAdmin
        || (removed.RemovedBy == caller.Subject
            && (ServerAuthorization.Holds(caller, ServerPermissions.Modify, removed.Server)
                || removed.Grants.Any(grant => caller.Scopes.Contains(grant.Scope)
                    && grant.Permissions.GetValueOrDefault(ServerPermissions.Modify, []).Count > 0)));

    private async Task<Result<PendingWrite<ServerRecord>>> PlanAsync(Caller caller, string key, CancellationToken cancellationToken)
    {
        if (!DocumentKey.IsValid(key)
            || await documents.FindAsync(ServerRepository.Removed, key, cancellationToken) is not { } found
            || !MayRestore(caller, found.Value))
        {
            return new Error(ErrorKind.NotFound, "There is no removal of this server to undo (any more).");
        }

        if (await repository.FindAsync(key, cancellationToken) is not null
            || claims.Any(claim => claim.ProblemOf(key) is not null))
        {
            return new Error(ErrorKind.Conflict, $"Something else is registered at '{key}' by now.");
        }

        var removed = found.Value;
        var now = time.GetUtcNow();
        var batch = new DocumentBatch();
        if (removed.Server.IsOtherVersion && !await StandsAsync(removed.Server, batch, cancellationToken))
        {
            return new Error(
                ErrorKind.Conflict, $"The server at '{removed.Server.Path}' is gone, or has this version as its default by now.");
        }

        batch.Delete(ServerRepository.Removed, key, found.Version);
        foreach (var claim in claims)
        {
            claim.AssertFree(key, batch);
        }

        Add(new(removed.Server, removed.Tools, removed.Secrets) { Companions = removed.Companions }, now, batch);
        foreach (var version in removed.Versions)
        {
            Add(version, now, batch);
        }

        foreach (var grant in removed.Grants)
        {
            if (await scopes.FindAsync(grant.Scope, cancellationToken) is { } scope)
            {
                batch.Put(ScopeRepository.Scopes, scope.Key, grant.Into(scope.Value) with { UpdatedAt = now }, scope.Version);
            }
        }

        return new PendingWrite<ServerRecord>(batch, removed.Server);
    }

    /// <summary>Whether there is a server that the version is another version of.</summary>
    private async Task<bool> StandsAsync(ServerRecord version, DocumentBatch batch, CancellationToken cancellationToken)
    {
        if (await repository.FindAsync(ServerPath.KeyOf(version.Path), cancellationToken) is not { } server
            || ServerVersions.Of(server.Value) == version.Version)
        {
            return false;
        }

        batch.Put(ServerRepository.Servers, server.Key, server.Value, server.Version);
        return true;
    }

    /// <summary>The server, or one of its versions, with everything that was kept of it.</summary>
    private void Add(RemovedVersion version, DateTimeOffset now, DocumentBatch batch)
    {
        var key = version.Server.Key;
        batch.Put(ServerRepository.Servers, key, version.Server with { UpdatedAt = now }, DocumentBatch.Absent);
        if (version.Tools is { } tools)
        {
            batch.Put(ServerRepository.Tools, key, tools, expectedVersion: null);
        }

        if (version.Secrets is { } secrets)
        {
            batch.Put(ServerRepository.Secrets, key, secrets, expectedVersion: null);
        }

        foreach (var companion in companions)
        {
            if (companion.Name is { } name && version.Companions.TryGetValue(name, out var kept))
            {
                companion.AddRestoration(key, kept, batch);
            }
        }
    }

    [LoggerMessage(EventId = 2039, Level = LogLevel.Information, Message = "The removal of server {Server} was undone by {User}.")]
    private partial void LogRestored(string server, string user);
}

/// <summary>A removal that can be undone.</summary>
/// <param name="Key">Path of the server.</param>
/// <param name="Until">Until when.</param>
public sealed record RemovedServer(string Key, string Name, DateTimeOffset RemovedAt, DateTimeOffset Until);
