using McpGateway.Foundation.Documents;

namespace McpGateway.Identity.Users;

/// <summary>Keeps the local accounts in memory in step with the store. Written by the change feed, read by every request.</summary>
internal sealed class LocalUserDirectory(DocumentStore documents) : IUserDirectory, IChangeHandler
{
    public static readonly DocumentKind<UserRecord> Kind = new(
        IdentityDocuments.Users, UsersJsonContext.Default.UserRecord)
    { IsSealed = true };

    private UserSnapshot _current = UserSnapshot.Empty;

    public ChangePhase Phase => ChangePhase.Snapshot;

    public UserSnapshot Current => Volatile.Read(ref _current);

    /// <summary>Whether a change of this kind of document can change somebody's rights here.</summary>
    public static bool IsAbout(string kind) => kind == Kind.Name || kind == SubjectRevocation.Kind.Name;

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var users = await documents.ListAsync(Kind, cancellationToken);
        var revoked = await documents.ListAsync(SubjectRevocation.Kind, cancellationToken);
        Volatile.Write(
            ref _current,
            new UserSnapshot(users.Select(document => document.Value), revoked.Select(document => document.Value)));
    }

    public Task ApplyAsync(ChangeSet changes, CancellationToken cancellationToken) =>
        changes.Touches(Kind) || changes.Touches(SubjectRevocation.Kind) ? LoadAsync(cancellationToken) : Task.CompletedTask;
}
