using McpGateway.Access.Decisions;
using McpGateway.Access.Groups;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Users;

namespace McpGateway.Identity.Accounts;

/// <summary>A group of local accounts (kind <c>groups</c>, key = name).</summary>
internal sealed record LocalGroupRecord(string Name, string Description, DateTimeOffset CreatedAt);

/// <summary>
/// The groups that local accounts can be in: those that were created, and those that the access policy maps to scopes. A group that was
/// deleted is taken from every account, so that a new group of that name starts without members.
/// </summary>
internal sealed class LocalGroups(
    DocumentStore documents, IUserDirectory users, ManagedClients clients, AccessSnapshotHolder policies,
    TimeProvider time) : IProviderGroupDirectory
{
    public static readonly DocumentKind<LocalGroupRecord> Kind = new("groups", AccountsJsonContext.Default.LocalGroupRecord);

    public bool StatesGroupsById => false;

    public async Task<Result<IReadOnlyList<DirectoryGroup>>> ListAsync(CancellationToken cancellationToken)
    {
        var created = await documents.ListAsync(Kind, cancellationToken);
        var groups = created.Select(document => ToGroup(document.Value))
            .Concat(policies.Current.Groups.Select(name => new DirectoryGroup(name, name, "/" + name)))
            .DistinctBy(group => group.Name, StringComparer.Ordinal)
            .OrderBy(group => group.Name, StringComparer.Ordinal);
        return groups.ToArray();
    }

    public async Task<Result<DirectoryGroup>> CreateAsync(string name, string description, CancellationToken cancellationToken)
    {
        var group = new LocalGroupRecord(name, description, time.GetUtcNow());
        if (policies.Current.Groups.Contains(name))
        {
            return Exists(name);
        }

        var committed = await documents.CommitAsync(new DocumentBatch().Put(Kind, name, group, DocumentBatch.Absent), cancellationToken);
        return committed.IsSuccess ? ToGroup(group) : committed.Error.Kind == ErrorKind.Conflict ? Exists(name) : committed.Error;
    }

    public Task<Result<bool>> DeleteAsync(string name, CancellationToken cancellationToken) =>
        OptimisticCommit.RunAsync(documents, token => PlanDeletionAsync(name, token), cancellationToken);

    private async Task<Result<PendingWrite<bool>>> PlanDeletionAsync(string name, CancellationToken cancellationToken)
    {
        var existing = DocumentKey.IsValid(name) ? await documents.FindAsync(Kind, name, cancellationToken) : null;
        var batch = new DocumentBatch();
        await RemoveMembersAsync(batch, name, cancellationToken);
        var isKnown = existing is not null || batch.Writes.Count > 0 || policies.Current.Groups.Contains(name);
        if (existing is not null)
        {
            batch.Delete(Kind, name, existing.Version);
        }

        return new PendingWrite<bool>(batch.AsRevocation(), isKnown);
    }

    /// <returns>The first of the names that is no group; null when all are.</returns>
    public async Task<string?> FindUnknownAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        foreach (var name in names)
        {
            var isKnown = policies.Current.Groups.Contains(name)
                || (DocumentKey.IsValid(name) && await documents.FindAsync(Kind, name, cancellationToken) is not null);
            if (!isKnown)
            {
                return name;
            }
        }

        return null;
    }

    private async Task RemoveMembersAsync(DocumentBatch batch, string group, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var user in users.Current.Users.Where(user => user.Groups.Contains(group)))
        {
            if (await documents.FindAsync(LocalUserDirectory.Kind, user.UserName, cancellationToken) is { } document)
            {
                var left = document.Value with { Groups = [.. document.Value.Groups.Where(name => name != group)], UpdatedAt = now };
                batch.Put(LocalUserDirectory.Kind, document.Key, left, document.Version);
            }
        }

        foreach (var account in clients.Current.Services.Where(account => account.Groups.Contains(group)))
        {
            if (await documents.FindAsync(ManagedClients.Kind, account.Id, cancellationToken) is { } document)
            {
                var left = document.Value with { Groups = [.. document.Value.Groups.Where(name => name != group)] };
                batch.Put(ManagedClients.Kind, document.Key, left, document.Version);
            }
        }
    }

    private static DirectoryGroup ToGroup(LocalGroupRecord group) => new(group.Name, group.Name, "/" + group.Name)
    {
        Attributes = group.Description.Length == 0
            ? null
            : new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["description"] = [group.Description] },
    };

    private static Error Exists(string name) => new(ErrorKind.Invalid, $"Group '{name}' already exists");
}
