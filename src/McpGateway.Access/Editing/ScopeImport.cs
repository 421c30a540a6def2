using McpGateway.Access.Files;
using McpGateway.Access.Groups;
using McpGateway.Access.Scopes;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Access.Editing;

/// <summary>Imports scopes from files. Everything is checked before anything is written, and what is written is one batch.</summary>
public sealed partial class ScopeImport(
    ScopeRepository scopes, DocumentStore documents, GroupDirectory directory, TimeProvider time, ILogger<ScopeImport> logger)
{
    internal static readonly Error AdminsOnly = new(ErrorKind.Forbidden, "Only administrators can import groups and scopes.");

    /// <summary>
    /// Applies a <c>scopes.yml</c>. Scopes that it defines replace those of the same name; its <c>group_mappings</c> replace those of the
    /// groups that they name. Everything else stays, or goes when <paramref name="replaceAll"/> is set.
    /// </summary>
    public async Task<Result<ScopesImported>> ApplyAsync(Caller caller, string text, bool replaceAll, CancellationToken cancellationToken)
    {
        if (!caller.Permissions.IsAdmin)
        {
            return AdminsOnly;
        }

        var file = ScopesFile.Parse(text);
        if (file.Problems.Count > 0)
        {
            return new ScopesImported([], [], file.Undefined, file.Problems);
        }

        var imported = await OptimisticCommit.RunAsync(documents, token => PlanAsync(file, replaceAll, token), cancellationToken);
        if (imported.IsSuccess)
        {
            LogImported(caller.UserName, imported.Value.Written.Count, imported.Value.Deleted.Count);
        }

        return imported;
    }

    private async Task<Result<PendingWrite<ScopesImported>>> PlanAsync(
        ScopesFile file, bool replaceAll, CancellationToken cancellationToken)
    {
        var before = await scopes.ListAsync(cancellationToken);
        var after = ScopeMerge.Apply(file, [.. before.Select(static document => document.Value)], replaceAll);
        if (!AdministratorGuard.HasAdministrator(after))
        {
            return AdministratorGuard.Refusal;
        }

        var batch = Difference(before, after);
        return new PendingWrite<ScopesImported>(batch, new(Keys(batch, deleted: false), Keys(batch, deleted: true), file.Undefined, []));
    }

    /// <summary>Adds or replaces one group.</summary>
    internal async Task<Result<GroupImported>> ApplyGroupAsync(Caller caller, GroupFile file, CancellationToken cancellationToken)
    {
        if (!caller.Permissions.IsAdmin)
        {
            return AdminsOnly;
        }

        if (file.Problems.Count > 0)
        {
            return new Error(ErrorKind.Invalid, string.Join("; ", file.Problems.Select(static problem => problem.Message)));
        }

        var name = file.Scope.Name;
        var after = (await scopes.ListAsync(cancellationToken))
            .Select(static document => document.Value)
            .Where(scope => scope.Name != name);
        if (!AdministratorGuard.HasAdministrator(after.Append(file.Scope)))
        {
            return AdministratorGuard.Refusal;
        }

        // Asked before the identity provider is told of a group that will not come to be.
        if (await documents.FindRefusalAsync(Replacing(file.Scope, null), cancellationToken) is { } refusal)
        {
            return refusal;
        }

        // Kept from the reference: a group is imported even when the identity provider refuses to create its own.
        var ensured = file.CreateInDirectory
            ? await directory.EnsureAsync(name, file.Scope.Description, cancellationToken)
            : DirectoryOutcome.Untouched;
        var outcome = ensured.IsSuccess ? ensured.Value : new(false, null);
        var scope = outcome.MappedId is { } id && !file.Scope.GroupMappings.Contains(id)
            ? file.Scope with { GroupMappings = [.. file.Scope.GroupMappings, id] }
            : file.Scope;
        var existing = await scopes.FindAsync(name, cancellationToken);
        var committed = await documents.CommitAsync(Replacing(scope, existing?.Value.CreatedAt), cancellationToken);
        return committed.IsSuccess ? new GroupImported(name, outcome.IsCreated) : committed.Error;
    }

    private DocumentBatch Replacing(ScopeRecord scope, DateTimeOffset? createdAt)
    {
        var now = time.GetUtcNow();
        return new DocumentBatch().Put(
            ScopeRepository.Scopes, scope.Name, scope with { CreatedAt = createdAt ?? now, UpdatedAt = now }, expectedVersion: null);
    }

    private DocumentBatch Difference(IReadOnlyList<Document<ScopeRecord>> before, IReadOnlyList<ScopeRecord> after)
    {
        var now = time.GetUtcNow();
        var batch = new DocumentBatch();
        var known = before.ToDictionary(static document => document.Key, StringComparer.Ordinal);
        foreach (var scope in after)
        {
            if (known.Remove(scope.Name, out var document) && ReferenceEquals(document.Value, scope))
            {
                continue;
            }

            batch.Put(
                ScopeRepository.Scopes,
                scope.Name,
                scope with { CreatedAt = document?.Value.CreatedAt ?? now, UpdatedAt = now },
                document?.Version ?? DocumentBatch.Absent);
        }

        foreach (var document in known.Values)
        {
            batch.Delete(ScopeRepository.Scopes, document.Key, document.Version);
        }

        return batch;
    }

    private static List<string> Keys(DocumentBatch batch, bool deleted) =>
        [.. batch.Writes.Where(write => write.Body is null == deleted).Select(static write => write.Key)];

    [LoggerMessage(EventId = 3012, Level = LogLevel.Information, Message = "{User} imported scopes: {Written} written, {Deleted} deleted.")]
    private partial void LogImported(string user, int written, int deleted);
}

/// <param name="Undefined">Scopes that only a group mapping names. They exist now and grant nothing.</param>
/// <param name="Problems">When there are any, nothing was written.</param>
public sealed record ScopesImported(
    IReadOnlyList<string> Written, IReadOnlyList<string> Deleted, IReadOnlyList<string> Undefined, IReadOnlyList<ImportProblem> Problems);
