using McpGateway.Access.Scopes;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Access.Groups;

/// <summary>
/// Creates and deletes groups and moves servers in and out of them. A group is the scope of its name, mapped to the identity provider's
/// group of that name. Whoever may shape groups can grant anything: creating and deleting is the administrators', moving a server belongs
/// to those who may modify that server.
/// </summary>
public sealed partial class GroupOperations(
    ScopeRepository scopes, DocumentStore documents, GroupDirectory directory, IRegisteredServers servers, TimeProvider time,
    ILogger<GroupOperations> logger)
{
    internal static readonly Error AdminsOnly = new(ErrorKind.Forbidden, "Only administrators can manage groups.");

    public async Task<Result<GroupCreated>> CreateAsync(
        Caller caller, string name, string description, bool createInDirectory, CancellationToken cancellationToken)
    {
        if (!caller.Permissions.IsAdmin)
        {
            return AdminsOnly;
        }

        var group = name.Trim();
        if (group.Length == 0)
        {
            return new Error(ErrorKind.Invalid, "Group name is required");
        }

        if (ScopeNames.ProblemOf(group) is { } problem)
        {
            return new Error(ErrorKind.Invalid, problem);
        }

        if (await scopes.FindAsync(group, cancellationToken) is not null)
        {
            return Exists();
        }

        var ensured = createInDirectory ? await directory.EnsureAsync(group, description, cancellationToken) : DirectoryOutcome.Untouched;
        if (!ensured.IsSuccess)
        {
            return new Error(ErrorKind.Failed, "Failed to create group in IdP: " + ensured.Error.Detail);
        }

        var committed = await documents.CommitAsync(
            new DocumentBatch().Put(
                ScopeRepository.Scopes, group, NewScope(group, description, ensured.Value.MappedId),
                DocumentBatch.Absent), cancellationToken);
        return committed.IsSuccess ? new GroupCreated(group, ensured.Value.IsCreated) : Exists();
    }

    /// <summary>
    /// Gives a group that was made at the identity provider its scope. One that is there already keeps what it grants, and is this group's,
    /// too.
    /// </summary>
    public async Task<Result<GroupCreated>> CreateForAsync(
        Caller caller, DirectoryGroup group, string description, CancellationToken cancellationToken)
    {
        if (!caller.Permissions.IsAdmin)
        {
            return AdminsOnly;
        }

        return await OptimisticCommit.RunAsync(documents, token => PlanCreationAsync(group, description, token), cancellationToken);
    }

    private async Task<Result<PendingWrite<GroupCreated>>> PlanCreationAsync(
        DirectoryGroup group, string description, CancellationToken cancellationToken)
    {
        var id = directory.MappedIdOf(group);
        var existing = await scopes.FindAsync(group.Name, cancellationToken);
        if (existing is not null && (id is null || existing.Value.GroupMappings.Contains(id)))
        {
            return Exists();
        }

        var scope = existing is null
            ? NewScope(group.Name, description, id)
            : existing.Value with { GroupMappings = [.. existing.Value.GroupMappings, id!], UpdatedAt = time.GetUtcNow() };
        return new PendingWrite<GroupCreated>(
            new DocumentBatch().Put(ScopeRepository.Scopes, group.Name, scope, existing?.Version ?? DocumentBatch.Absent),
            new(group.Name, IsInDirectory: true));
    }

    public async Task<Result<GroupDeleted>> DeleteAsync(
        Caller caller, string name, bool deleteFromDirectory, bool force, CancellationToken cancellationToken)
    {
        if (!caller.Permissions.IsAdmin)
        {
            return AdminsOnly;
        }

        var group = name.Trim();
        if (group.Length == 0)
        {
            return new Error(ErrorKind.Invalid, "Group name is required");
        }

        if (group == ScopeNames.Administrators)
        {
            return LastOne(group);
        }

        if (ScopeNames.IsSystem(group) && !force)
        {
            return new Error(ErrorKind.Forbidden, $"Cannot delete system group '{group}'. Use force=true to override.");
        }

        var deleted = await DeleteScopeAsync(group, cancellationToken);
        if (!deleted.IsSuccess)
        {
            return deleted.Error;
        }

        var gone = deleteFromDirectory && await directory.DeleteAsync(group, cancellationToken);
        return deleted.Value || gone
            ? new GroupDeleted(group, gone, deleted.Value)
            : new Error(ErrorKind.NotFound, $"Group '{group}' not found in either Keycloak or scopes");
    }

    public async Task<Result<GroupMembership>> AddServerAsync(
        Caller caller, string path, IReadOnlyList<string> groups, CancellationToken cancellationToken)
    {
        if (groups.Count == 0)
        {
            return NoGroups();
        }

        var server = await servers.FindAsync(Canonical(path), cancellationToken);
        if (!MayModify(caller, path, server))
        {
            return NotYours();
        }

        if (server is null)
        {
            return new Error(ErrorKind.Invalid, "Failed to add server to groups");
        }

        var names = await ListedNamesAsync(server, cancellationToken);
        return await EditAsync(
            path, groups, scope =>
                ScopeEdits.AddListing(ScopeEdits.AddServer(scope, server.TechnicalName, server.Tools), names), cancellationToken);
    }

    public async Task<Result<GroupMembership>> RemoveServerAsync(
        Caller caller, string path, IReadOnlyList<string> groups, CancellationToken cancellationToken)
    {
        if (groups.Count == 0)
        {
            return NoGroups();
        }

        var server = await servers.FindAsync(Canonical(path), cancellationToken);
        return MayModify(caller, path, server)
            ? await EditAsync(path, groups, scope => ScopeEdits.RemoveServer(scope, path.Trim('/'), server?.DisplayName), cancellationToken)
            : NotYours();
    }

    /// <summary>Edits the named groups, and only those, in one batch.</summary>
    private Task<Result<GroupMembership>> EditAsync(
        string path, IReadOnlyList<string> groups, Func<ScopeRecord, ScopeRecord> edit, CancellationToken cancellationToken) =>
        OptimisticCommit.RunAsync(documents, token => PlanEditAsync(path, groups, edit, token), cancellationToken);

    private async Task<Result<PendingWrite<GroupMembership>>> PlanEditAsync(
        string path, IReadOnlyList<string> groups, Func<ScopeRecord, ScopeRecord> edit, CancellationToken cancellationToken)
    {
        var batch = new DocumentBatch();
        var missing = new List<string>();
        foreach (var group in groups)
        {
            if (await scopes.FindAsync(group, cancellationToken) is not { } document)
            {
                missing.Add(group);
            }
            else if (edit(document.Value) is var next && !ReferenceEquals(next, document.Value))
            {
                batch.Put(ScopeRepository.Scopes, group, next with { UpdatedAt = time.GetUtcNow() }, document.Version);
            }
        }

        return new PendingWrite<GroupMembership>(batch, new(Slashed(path), groups, missing));
    }

    /// <summary>
    /// Why the group cannot be deleted, for those who begin with its other half at the identity provider; null when it can.
    /// </summary>
    public async Task<Error?> FindRefusalAsync(string group, CancellationToken cancellationToken)
    {
        var planned = await PlanDeletionAsync(group, cancellationToken);
        return planned.IsSuccess
            ? await documents.FindRefusalAsync(planned.Value, cancellationToken) is null ? null : LastOne(group)
            : planned.Error;
    }

    private async Task<Result<bool>> DeleteScopeAsync(string group, CancellationToken cancellationToken)
    {
        var deleted = await OptimisticCommit.RunAsync<bool>(
            documents,
            async token => await PlanDeletionAsync(group, token) is { IsSuccess: true, Value: var batch }
                ? new PendingWrite<bool>(batch, batch.Writes.Count > 0)
                : LastOne(group),
            cancellationToken);
        if (!deleted.IsSuccess)
        {
            return ReferenceEquals(deleted.Error, AdministratorGuard.Refusal) ? LastOne(group) : deleted.Error;
        }

        if (deleted.Value)
        {
            LogDeleted(group);
        }

        return deleted;
    }

    /// <summary>
    /// Deletes the scope and takes the group's name out of the mappings of all others, so that a new group of that name starts with
    /// nothing.
    /// </summary>
    /// <returns>An empty batch when there is no such scope.</returns>
    private async Task<Result<DocumentBatch>> PlanDeletionAsync(string group, CancellationToken cancellationToken)
    {
        var all = await scopes.ListAsync(cancellationToken);
        if (all.All(document => document.Key != group))
        {
            return new DocumentBatch();
        }

        var batch = new DocumentBatch();
        var left = new List<ScopeRecord>();
        foreach (var (key, version, _, scope) in all)
        {
            if (key == group)
            {
                batch.Delete(ScopeRepository.Scopes, key, version);
                continue;
            }

            var next = scope;
            if (scope.GroupMappings.Contains(group))
            {
                next = scope with { GroupMappings = [.. scope.GroupMappings.Where(name => name != group)], UpdatedAt = time.GetUtcNow() };
                batch.Put(ScopeRepository.Scopes, key, next, version);
            }

            left.Add(next);
        }

        return AdministratorGuard.HasAdministrator(left) ? batch : LastOne(group);
    }

    private static Error LastOne(string group) => new(ErrorKind.Forbidden, $"Cannot delete system group '{group}'.");

    /// <summary>
    /// The names to list a server by: the technical one, and the display name that clients expect, unless that is another server's
    /// technical name and would show that one.
    /// </summary>
    private async Task<string[]> ListedNamesAsync(CatalogServer server, CancellationToken cancellationToken)
    {
        var isTaken = server.DisplayName.Trim('/') != server.TechnicalName
            && await servers.FindAsync(Canonical(server.DisplayName), cancellationToken) is not null;
        return isTaken ? [server.TechnicalName] : [server.TechnicalName, server.DisplayName];
    }

    private ScopeRecord NewScope(string name, string description, string? mappedId)
    {
        var now = time.GetUtcNow();
        return new()
        {
            Name = name,
            Description = description,
            GroupMappings = mappedId is null ? [name] : [name, mappedId],
            UiPermissions = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { [ServerPermissions.List] = [] },
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    private static bool MayModify(Caller caller, string path, CatalogServer? server) => server is null
        ? caller.Permissions.IsAdmin || caller.Permissions.May(ServerPermissions.Modify, Canonical(path), path.Trim('/'))
        : caller.Permissions.May(ServerPermissions.Modify, Canonical(path), server.TechnicalName, server.DisplayName);

    private static string Canonical(string path) => "/" + path.Trim('/');

    private static string Slashed(string path) => path.StartsWith('/') ? path : "/" + path;

    private static Error NoGroups() => new(ErrorKind.Invalid, "No valid group names provided");

    private static Error NotYours() => new(ErrorKind.Forbidden, "You do not have permission to modify this server");

    private static Error Exists() => new(ErrorKind.Invalid, "Failed to create group in scopes (may already exist)");

    [LoggerMessage(EventId = 3010, Level = LogLevel.Information, Message = "Group {Group} was deleted.")]
    private partial void LogDeleted(string group);
}
