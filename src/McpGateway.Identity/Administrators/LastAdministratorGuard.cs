using System.Text.Json;
using McpGateway.Access.Decisions;
using McpGateway.Access.Groups;
using McpGateway.Access.Scopes;
using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Users;

namespace McpGateway.Identity.Administrators;

/// <summary>
/// Refuses what would leave nobody who can sign in and administer. At the commit, so that no route, import or bulk change can go past it.
/// An installation that nobody administers may be changed freely: nothing is left to be lost, and somebody may be about to mend it.
/// Where somebody acts, a group that a provider could state is not enough: there must be a person who is known to be in it.
/// </summary>
internal sealed class LastAdministratorGuard(
    IDocumentStorage store, AdministratorCheck administrators, ProviderPeople people) : ICommitGuard
{
    public bool Concerns(DocumentBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        foreach (var write in batch.Writes)
        {
            if (write.Kind == ScopeRepository.Scopes.Name || write.Kind == LocalUserDirectory.Kind.Name)
            {
                return true;
            }
        }

        return false;
    }

    public async Task<Error?> FindRefusalAsync(DocumentBatch batch, CancellationToken cancellationToken)
    {
        if (!await TakesAwayAsync(batch, cancellationToken))
        {
            return null;
        }

        var scopes = await ReadAsync(ScopeRepository.Scopes, cancellationToken);
        var users = await ReadAsync(LocalUserDirectory.Kind, cancellationToken);
        if (!administrators.MayExist(scopes.Values, users.Values))
        {
            return null;
        }

        var (scopesAfter, usersAfter) = (Copy(scopes), Copy(users));
        Apply(batch, ScopeRepository.Scopes, scopesAfter);
        Apply(batch, LocalUserDirectory.Kind, usersAfter);
        if (!administrators.MayExist(scopesAfter.Values, usersAfter.Values))
        {
            return AdministratorGuard.Refusal;
        }

        // Without a scope the gateway or its operator acts, who can repair at the next start.
        if (AuditScope.Current is not { } acting)
        {
            return null;
        }

        var known = await KnownPeopleAsync(acting, cancellationToken);
        var isLeft = administrators.AreKnown(scopesAfter.Values, usersAfter.Values, known)
            || (!administrators.AreKnown(scopes.Values, users.Values, known) && KeepsGroups(scopes.Values, scopesAfter.Values));
        return isLeft ? null : AdministratorGuard.Refusal;
    }

    private async Task<IReadOnlyList<IReadOnlyList<string>>> KnownPeopleAsync(AuditScope acting, CancellationToken cancellationToken)
    {
        var signedIn = await people.ListAsync(cancellationToken);
        return people.Holds(acting) ? [.. signedIn, acting.Caller!.Groups] : signedIn;
    }

    /// <summary>So that an installation whose administrators have not signed in yet can be configured.</summary>
    private bool KeepsGroups(IEnumerable<ScopeRecord> before, IEnumerable<ScopeRecord> after) =>
        !administrators.StatableGroups(before).Except(administrators.StatableGroups(after), StringComparer.Ordinal).Any();

    /// <summary>Most changes of scopes only add a server: they are let through without reading every account.</summary>
    private async Task<bool> TakesAwayAsync(DocumentBatch batch, CancellationToken cancellationToken)
    {
        foreach (var write in batch.Writes)
        {
            var isLoss = write.Kind == ScopeRepository.Scopes.Name ? await IsLossAsync(
                write, ScopeRepository.Scopes, IsLoss, cancellationToken)
                : write.Kind == LocalUserDirectory.Kind.Name
                    && await IsLossAsync(write, LocalUserDirectory.Kind, IsLoss, cancellationToken);
            if (isLoss)
            {
                return true;
            }
        }

        return false;
    }

    private async Task<bool> IsLossAsync<T>(
        DocumentWrite write, DocumentKind<T> kind, Func<T, T, bool> isLoss, CancellationToken cancellationToken)
        where T : class =>
        await store.FindAsync(kind, write.Key, cancellationToken) is { } before
            && (Read(write, kind) is not { } after || isLoss(before.Value, after));

    private static bool IsLoss(ScopeRecord before, ScopeRecord after)
    {
        var (had, has) = (new CompiledScope(before), new CompiledScope(after));
        return (had.AdministersServers && !has.AdministersServers)
            || (ReachesEverything(had) && !ReachesEverything(has))
            || before.GroupMappings.Except(after.GroupMappings).Any();
    }

    private static bool ReachesEverything(CompiledScope scope) =>
        scope.AnyServer.Any(static rule => ServerAccess.IsEverything(rule.Methods));

    private bool IsLoss(UserRecord before, UserRecord after) =>
        administrators.CanSignIn(before) && (!administrators.CanSignIn(after) || before.Groups.Except(after.Groups).Any());

    private async Task<Dictionary<string, T>> ReadAsync<T>(DocumentKind<T> kind, CancellationToken cancellationToken)
        where T : class =>
        (await store.ListAsync(kind, cancellationToken)).ToDictionary(
            static document => document.Key, static document => document.Value, StringComparer.Ordinal);

    private static Dictionary<string, T> Copy<T>(Dictionary<string, T> documents) => new(documents, StringComparer.Ordinal);

    private static void Apply<T>(DocumentBatch batch, DocumentKind<T> kind, Dictionary<string, T> documents)
        where T : class
    {
        foreach (var write in batch.Writes.Where(write => write.Kind == kind.Name))
        {
            if (Read(write, kind) is { } value)
            {
                documents[write.Key] = value;
            }
            else
            {
                documents.Remove(write.Key);
            }
        }
    }

    private static T? Read<T>(DocumentWrite write, DocumentKind<T> kind)
        where T : class => write.Body is { } body ? JsonSerializer.Deserialize(body, kind.Json) : null;
}
