using McpGateway.Access.Editing;
using McpGateway.Access.Scopes;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Users;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Administrators;

/// <summary>
/// Gives an installation that nobody can administer its administrator back, when ADMIN_PASSWORD says who that is. The account is
/// <see cref="AdministratorSeed"/>'s; here its group gets back what makes administrators. Touches nothing where somebody can administer.
/// </summary>
internal sealed partial class AdministratorRepair(
    DocumentStore documents, ScopeRepository scopes, AdministratorCheck administrators, ProviderPeople people, AdministratorNotice notice,
    IOptions<AuthOptions> options,
    TimeProvider time, ILogger<AdministratorRepair> logger)
{
    /// <summary>Whether there are accounts, and nobody who is known to be able to administer.</summary>
    public async Task<bool> IsLockedOutAsync(CancellationToken cancellationToken)
    {
        var users = await documents.ListAsync(LocalUserDirectory.Kind, cancellationToken);
        return users.Count > 0 && !await HasAdministratorAsync(cancellationToken);
    }

    /// <param name="wasLockedOut">What <see cref="IsLockedOutAsync"/> said before the account was brought in step.</param>
    public async Task RepairAsync(bool wasLockedOut, CancellationToken cancellationToken)
    {
        var hasAdministrator = await HasAdministratorAsync(cancellationToken);
        if (!hasAdministrator && options.Value is { AdminPassword: not null, AllowsLocalSignIn: true })
        {
            await RestoreScopeAsync(cancellationToken);
            hasAdministrator = await HasAdministratorAsync(cancellationToken);
            wasLockedOut = true;
        }

        if (!hasAdministrator)
        {
            await TellIfNobodyAsync(cancellationToken);
        }
        else if (wasLockedOut)
        {
            LogRepaired(options.Value.AdminUser);
            notice.Tell(
                $"Nobody could administer this installation: '{options.Value.AdminUser}' is its administrator again, with ADMIN_PASSWORD.");
        }
    }

    /// <summary>People of a provider who have not signed in yet may be administrators: then there is nothing to complain of.</summary>
    private async Task TellIfNobodyAsync(CancellationToken cancellationToken)
    {
        var (policy, users) = await ReadAsync(cancellationToken);
        if (!administrators.MayExist(policy, users))
        {
            LogNobody();
            notice.Tell("Nobody can administer this installation. Set ADMIN_PASSWORD, with local sign-in enabled, and start again.");
        }
    }

    private async Task<bool> HasAdministratorAsync(CancellationToken cancellationToken)
    {
        var (policy, users) = await ReadAsync(cancellationToken);
        return administrators.AreKnown(policy, users, await people.ListAsync(cancellationToken));
    }

    private async Task<(IEnumerable<ScopeRecord> Scopes, IEnumerable<UserRecord> Users)> ReadAsync(CancellationToken cancellationToken)
    {
        var users = await documents.ListAsync(LocalUserDirectory.Kind, cancellationToken);
        var policy = await scopes.ListAsync(cancellationToken);
        return (policy.Select(static document => document.Value), users.Select(static document => document.Value));
    }

    /// <summary>Adds to what the scope holds, so that what operators put into it stays.</summary>
    private async Task RestoreScopeAsync(CancellationToken cancellationToken)
    {
        var original = ScopeSeeder.BuiltIn().Single(static scope => scope.Name == AdministratorSeed.Group);
        var existing = await scopes.FindAsync(AdministratorSeed.Group, cancellationToken);
        var (now, held) = (time.GetUtcNow(), existing?.Value);
        var restored = original with
        {
            GroupMappings = [.. original.GroupMappings.Union(held?.GroupMappings ?? [], StringComparer.Ordinal)],
            Rules = [.. original.Rules, .. held?.Rules ?? []],
            OtherEntries = held?.OtherEntries ?? original.OtherEntries,
            UiPermissions = held is null ? original.UiPermissions : Union(original.UiPermissions, held.UiPermissions),
            CreatedAt = held?.CreatedAt ?? now,
            UpdatedAt = now,
        };

        // A conflict means that another replica was first, which is as good.
        await documents.CommitAsync(
            new DocumentBatch().Put(
                ScopeRepository.Scopes, restored.Name, restored, existing?.Version ?? DocumentBatch.Absent), cancellationToken);
    }

    private static Dictionary<string, IReadOnlyList<string>> Union(
        IReadOnlyDictionary<string, IReadOnlyList<string>> original, IReadOnlyDictionary<string, IReadOnlyList<string>> held)
    {
        var union = new Dictionary<string, IReadOnlyList<string>>(original, StringComparer.Ordinal);
        foreach (var (action, resources) in held)
        {
            union[action] = [.. union.GetValueOrDefault(action, []).Union(resources, StringComparer.Ordinal)];
        }

        return union;
    }

    [LoggerMessage(
        EventId = 4004, Level = LogLevel.Warning,
        Message = "Nobody could administer this installation: {User} was made its administrator again, from ADMIN_PASSWORD.")]
    private partial void LogRepaired(string user);

    [LoggerMessage(
        EventId = 4005, Level = LogLevel.Error,
        Message = "Nobody can administer this installation. Set ADMIN_PASSWORD, with local sign-in enabled, and start again.")]
    private partial void LogNobody();
}
