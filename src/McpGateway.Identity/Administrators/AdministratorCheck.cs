using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;
using McpGateway.Identity.Providers;
using McpGateway.Identity.Users;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Administrators;

/// <summary>Whether there is a person who can sign in and is an administrator then.</summary>
internal sealed class AdministratorCheck(IOptions<AuthOptions> options, IOptions<ConfiguredProviders> providers)
{
    /// <summary>
    /// Whether there may be one. Of local accounts this is known. Of an identity provider's people it is not known who they are; a group
    /// that makes administrators, and that the provider can state, counts as one.
    /// </summary>
    public bool MayExist(IEnumerable<ScopeRecord> scopes, IEnumerable<UserRecord> users)
    {
        var policy = PolicyOf(scopes);
        return HasLocal(policy, users) || StatableGroups(policy).Any();
    }

    /// <summary>Whether there is one who is known: a local account, or one of <paramref name="people"/> of the providers.</summary>
    /// <param name="people">The groups of each, as the provider stated them last.</param>
    public bool AreKnown(IEnumerable<ScopeRecord> scopes, IEnumerable<UserRecord> users, IEnumerable<IReadOnlyList<string>> people)
    {
        var policy = PolicyOf(scopes);
        return HasLocal(policy, users) || people.Any(groups => IsAdministrator(policy, groups));
    }

    /// <summary>Groups that make administrators and that a provider can state.</summary>
    public IReadOnlyList<string> StatableGroups(IEnumerable<ScopeRecord> scopes) => [.. StatableGroups(PolicyOf(scopes))];

    /// <summary>A password that must be changed first can be; a lock ends by itself.</summary>
    public bool CanSignIn(UserRecord user) => options.Value.AllowsLocalSignIn && user is { IsEnabled: true, PasswordHash: not null };

    private IEnumerable<string> StatableGroups(AccessSnapshot policy) => policy.Groups.Where(
        group => IsAdministrator(policy, [group]) && providers.Value.Definitions.Any(provider => MayState(provider, group)));

    private bool HasLocal(AccessSnapshot policy, IEnumerable<UserRecord> users) =>
        users.Any(user => CanSignIn(user) && IsAdministrator(policy, user.Groups));

    private static AccessSnapshot PolicyOf(IEnumerable<ScopeRecord> scopes) =>
        new([.. scopes.Select(static scope => new CompiledScope(scope))], toolsOpenMethods: false, version: 0);

    private static bool IsAdministrator(AccessSnapshot policy, IReadOnlyList<string> groups) =>
        policy.PermissionsOf(groups, policy.ScopesOf(groups)).IsAdmin;

    private static bool MayState(ProviderDefinition provider, string group) =>
        provider.StatesOwnGroups || provider.GroupMappings.Values.Any(groups => groups.Contains(group));
}
