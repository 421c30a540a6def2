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
    /// Of local accounts this is known. Of an identity provider's people it is not known who they are; a group that makes administrators,
    /// and that the provider can state, counts as one.
    /// </summary>
    public bool Exist(IEnumerable<ScopeRecord> scopes, IEnumerable<UserRecord> users)
    {
        var policy = new AccessSnapshot([.. scopes.Select(static scope => new CompiledScope(scope))], toolsOpenMethods: false, version: 0);
        return users.Any(user => CanSignIn(user) && IsAdministrator(policy, user.Groups))
            || policy.Groups.Any(
                group => IsAdministrator(policy, [group]) && providers.Value.Definitions.Any(provider => MayState(provider, group)));
    }

    /// <summary>A password that must be changed first can be; a lock ends by itself.</summary>
    public bool CanSignIn(UserRecord user) => options.Value.AllowsLocalSignIn && user is { IsEnabled: true, PasswordHash: not null };

    private static bool IsAdministrator(AccessSnapshot policy, IReadOnlyList<string> groups) =>
        policy.PermissionsOf(groups, policy.ScopesOf(groups)).IsAdmin;

    private static bool MayState(ProviderDefinition provider, string group) =>
        provider.StatesOwnGroups || provider.GroupMappings.Values.Any(groups => groups.Contains(group));
}
