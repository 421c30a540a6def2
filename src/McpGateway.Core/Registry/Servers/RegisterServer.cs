using McpGateway.Access.Groups;
using McpGateway.Core.Registry.Admission;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Servers;

/// <summary>Registers a server, or replaces what is stated about a registered one.</summary>
public sealed partial class RegisterServer(
    ServerRepository repository, ServerCatalog catalog, ServerRegistrationBuilder builder, ServerAuthorization guard, ScopeWrites scopes,
    RegistryHooks hooks, DocumentStore documents, ILogger<RegisterServer> logger)
{
    public async Task<Result<RegisteredServer>> ExecuteAsync(
        Caller caller, ServerRegistration draft, RegisterMode mode, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(draft);
        var normal = RegistrationNormalizer.Normalise(draft);
        if (hooks.IsGated && await AskAsync(caller, normal, mode, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var outcome = await OptimisticCommit.RunAsync(documents, token => PlanAsync(caller, normal, mode, token), cancellationToken);
        if (outcome.IsSuccess)
        {
            var user = LogText.Clean(caller.UserName);
            LogRegistered(outcome.Value.Server.Key, user, outcome.Value.IsNew);
        }

        return outcome;
    }

    /// <summary>What would be wrong with registering the draft now; null when nothing is. Stores nothing.</summary>
    public async Task<Error?> CheckAsync(Caller caller, ServerRegistration draft, RegisterMode mode, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(draft);
        return (await PlanAsync(caller, RegistrationNormalizer.Normalise(draft), mode, new(), cancellationToken)).Error;
    }

    /// <summary>Asks whether what the draft comes to may be stored. What would be refused anyway is nobody else's concern.</summary>
    internal async Task<Error?> AskAsync(
        Caller caller, ServerRegistration draft, RegisterMode mode, CancellationToken cancellationToken)
    {
        var planned = await PlanAsync(caller, draft, mode, new DocumentBatch(), cancellationToken);
        return planned.IsSuccess
            ? await hooks.AskAsync(
                new(
                    RegistryHooks.Server, planned.Value.IsNew ? "register" : "update", caller.UserName,
                    ServerCard.Of(planned.Value.Server, planned.Value.Headers.Select(static header => header.Name))),
                cancellationToken)
            : planned.Error;
    }

    internal async Task<Result<PlannedServer>> PlanAsync(
        Caller caller, ServerRegistration draft, RegisterMode mode, DocumentBatch batch, CancellationToken cancellationToken)
    {
        var key = ServerPath.KeyOf(draft.Path);
        if (!ServerAuthorization.MayRegister(caller, key))
        {
            return new Error(ErrorKind.Forbidden, "You do not have permission to register new services");
        }

        var current = ServerPath.ProblemsOf(draft.Path).Any() ? null : await repository.FindAsync(key, cancellationToken);
        var isNewVersion = current is not null && draft.Version is { } version && version != ServerVersions.Of(current.Value);
        var isOtherVersion = isNewVersion && !mode.InPlace;
        if (current is not null)
        {
            if (!mode.Overwrite && !isOtherVersion)
            {
                return new Error(ErrorKind.Conflict, $"A service with path '{draft.Path}' already exists");
            }

            if (guard.Refusal(caller, ServerPermissions.Modify, current.Value, "modify") is { } refusal)
            {
                return refusal;
            }

            if (current.Value.Origin is { } origin)
            {
                return new Error(ErrorKind.Conflict, origin.Refusal(current.Value.ServerName));
            }

            if (isNewVersion && mode.InPlace && catalog.Versions.ContainsKey(ServerVersions.KeyOf(key, draft.Version!)))
            {
                return new Error(ErrorKind.Conflict, $"Version {draft.Version} stands beside the default version here already");
            }
        }

        if (isOtherVersion)
        {
            return await PlanVersionAsync(caller, draft, current!, mode, batch, cancellationToken);
        }

        var planned = await builder.PlanAsync(caller, draft, current, batch, cancellationToken);
        if (planned.IsSuccess && mode.AddToUnrestricted)
        {
            var tools = (planned.Value.Tools?.Tools ?? []).Select(tool => tool.Name).ToArray();
            await scopes.AddServerToUnrestrictedAsync(batch, planned.Value.Server.Path, tools, cancellationToken);
        }

        return planned;
    }

    /// <summary>Another version beside the default one at the path, or what is stated anew of it.</summary>
    private async Task<Result<PlannedServer>> PlanVersionAsync(
        Caller caller, ServerRegistration draft, Document<ServerRecord> server, RegisterMode mode, DocumentBatch batch,
        CancellationToken cancellationToken)
    {
        if (ServerVersions.ProblemOf(draft.Version!) is { } problem)
        {
            return Error.OfFields([new("version", problem)]);
        }

        if (server.Value.IsBuiltIn)
        {
            return new Error(ErrorKind.Conflict, $"{server.Value.ServerName} comes with the gateway and has one version");
        }

        var version = await repository.FindAsync(ServerVersions.KeyOf(draft.Path, draft.Version!), cancellationToken);
        if (version is not null && !mode.Overwrite)
        {
            return new Error(ErrorKind.Conflict, $"A service with path '{draft.Path}' already exists in version {draft.Version}");
        }

        if (version is null && catalog.VersionsOf(server.Key).Count >= ServerVersions.MaxVersions - 1)
        {
            return new Error(ErrorKind.Conflict, $"A server may have {ServerVersions.MaxVersions} versions: remove one first");
        }

        // As it was read: were it removed meanwhile, nobody would find its version.
        batch.Put(ServerRepository.Servers, server.Key, server.Value, server.Version);
        return await builder.PlanAsync(
            caller,
            draft with
            {
                IsOtherVersion = true,
                Path = server.Value.Path,
                Name = server.Value.ServerName,
                Visibility = server.Value.Visibility,
                AllowedGroups = server.Value.AllowedGroups,
                Owner = server.Value.OwnerSubject,
            },
            version, batch, cancellationToken);
    }

    private async Task<Result<PendingWrite<RegisteredServer>>> PlanAsync(
        Caller caller, ServerRegistration draft, RegisterMode mode, CancellationToken cancellationToken)
    {
        var batch = new DocumentBatch();
        var planned = await PlanAsync(caller, draft, mode, batch, cancellationToken);
        return planned.IsSuccess ? new PendingWrite<RegisteredServer>(batch, RegisteredServer.Of(planned.Value)) : planned.Error;
    }

    [LoggerMessage(EventId = 2001, Level = LogLevel.Information, Message = "Server {Server} registered by {User}; new: {IsNew}.")]
    private partial void LogRegistered(string server, string user, bool isNew);
}

/// <summary>How a registration treats what is there.</summary>
/// <param name="Overwrite">
/// Whether a registered server may be changed: what is stated replaces, what is not stated (headers, endpoints, ratings, state) stays.
/// </param>
/// <param name="AddToUnrestricted">Whether the scopes of those who may use every server get the new one in the same commit.</param>
/// <param name="InPlace">
/// Whether another version that is stated becomes the server's own, as in a file that is the server; otherwise it is registered beside it.
/// </param>
public readonly record struct RegisterMode(bool Overwrite, bool AddToUnrestricted = false, bool InPlace = false);

/// <summary>Outcome of a registration or an edit.</summary>
/// <param name="Server">As stored now.</param>
/// <param name="IsNew">False when a registered server was changed.</param>
/// <param name="Tools">What is known of its tools.</param>
/// <param name="HeaderNames">Names of the configured headers.</param>
/// <param name="Warnings">What the caller should look at although nothing was refused.</param>
public sealed record RegisteredServer(
    ServerRecord Server, bool IsNew, ServerToolsRecord? Tools, IReadOnlyList<string> HeaderNames, IReadOnlyList<string> Warnings)
{
    internal static RegisteredServer Of(PlannedServer planned) =>
        new(planned.Server, planned.IsNew, planned.Tools, [.. planned.Headers.Select(header => header.Name)], planned.Warnings);
}
