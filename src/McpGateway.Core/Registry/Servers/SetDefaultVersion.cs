using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// Makes another version of a server its default. One commit moves everything that is kept of both, so that at no moment calls of the path
/// reach one version and are judged by what was approved of the other.
/// </summary>
public sealed partial class SetDefaultVersion(
    ServerRepository repository, IEnumerable<IServerCompanion> companions, ServerAuthorization guard, IEnumerable<IEnableGuard> guards,
    DocumentStore documents, TimeProvider time, ILogger<SetDefaultVersion> logger)
{
    /// <returns>The server in its new default version.</returns>
    public async Task<Result<ServerRecord>> ExecuteAsync(
        Caller caller, string path, string version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(version);
        var key = ServerPath.KeyOf(path);
        var outcome = await OptimisticCommit.RunAsync(documents, token => PlanAsync(caller, key, version, token), cancellationToken);
        if (outcome.IsSuccess)
        {
            var (shown, user) = (LogText.Clean(version), LogText.Clean(caller.UserName));
            LogChanged(key, shown, user);
        }

        return outcome;
    }

    private async Task<Result<PendingWrite<ServerRecord>>> PlanAsync(
        Caller caller, string key, string version, CancellationToken cancellationToken)
    {
        if (await repository.FindAsync(key, cancellationToken) is not { Value: { IsOtherVersion: false } former } current)
        {
            return new Error(ErrorKind.NotFound, "Service path not registered");
        }

        if (guard.Refusal(caller, ServerPermissions.Modify, former, "modify") is { } refusal)
        {
            return refusal;
        }

        var batch = new DocumentBatch();
        if (version == ServerVersions.Of(former))
        {
            return new PendingWrite<ServerRecord>(batch, former);
        }

        if (ServerVersions.ProblemOf(version) is not null
            || await repository.FindAsync(ServerVersions.KeyOf(key, version), cancellationToken) is not { } chosen)
        {
            return new Error(ErrorKind.NotFound, $"Version {version} not found");
        }

        if (ServerVersions.ProblemOf(ServerVersions.Of(former)) is { } problem)
        {
            return new Error(ErrorKind.Conflict, $"The present default cannot stand beside another: its version {problem}");
        }

        var moved = new DefaultChange(key, ServerVersions.KeyOf(key, ServerVersions.Of(former)), chosen.Key);
        var next = Next(former, chosen.Value);
        batch.Put(ServerRepository.Servers, key, next, current.Version)
            .Put(
                ServerRepository.Servers, moved.Former,
                Beside(former),
                DocumentBatch.Absent)
            .Delete(ServerRepository.Servers, moved.Next, chosen.Version);
        await moved.AddAsync(documents, ServerRepository.Tools, batch, cancellationToken);
        await moved.AddAsync(documents, ServerRepository.Secrets, batch, cancellationToken);
        if (next.IsEnabled && !chosen.Value.IsEnabled
            && await EnablingRefusalAsync(caller, former, chosen.Key, cancellationToken) is { } no)
        {
            return no;
        }

        foreach (var companion in companions)
        {
            await companion.AddMovesAsync(moved, batch, cancellationToken);
        }

        return new PendingWrite<ServerRecord>(batch, next);
    }

    /// <summary>That it is not the latest any more is a change of it, too: readers of changes hear of it.</summary>
    private ServerRecord Beside(ServerRecord former) => former with
    {
        IsOtherVersion = true,
        Version = ServerVersions.Of(former),
        Ratings = [],
        StatedStars = 0,
        UpdatedAt = time.GetUtcNow(),
    };

    /// <summary>What is of the path stays with the path: whether it takes calls, and what users think of it.</summary>
    private ServerRecord Next(ServerRecord former, ServerRecord chosen) => chosen with
    {
        IsOtherVersion = false,
        Path = former.Path,
        IsEnabled = former.IsEnabled,
        Ratings = former.Ratings,
        StatedStars = former.StatedStars,
        UpdatedAt = time.GetUtcNow(),
    };

    /// <summary>
    /// A version that is off would be switched on: with the same right and the same questions. An exception that an administrator may make
    /// is made by switching it on first, where it is noted.
    /// </summary>
    private async Task<Error?> EnablingRefusalAsync(Caller caller, ServerRecord server, string key, CancellationToken cancellationToken)
    {
        if (guard.Refusal(caller, ServerPermissions.Toggle, server, "toggle") is { } refusal)
        {
            return refusal;
        }

        var noted = new DocumentBatch();
        return await guards.RefusalAsync(caller, key, noted, cancellationToken)
            ?? (noted.Writes.Count > 0
                ? new Error(ErrorKind.Conflict, "The version is switched off because its security scan found it unsafe: switch it on first")
                : null);
    }

    [LoggerMessage(
        EventId = 2040, Level = LogLevel.Information, Message = "Version {Version} of server {Server} made the default by {User}.")]
    private partial void LogChanged(string server, string version, string user);
}
