using McpGateway.Access.Decisions;
using McpGateway.Foundation;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Users;
using McpGateway.Proxy.Access;

namespace McpGateway.Identity.Credentials;

/// <summary>
/// Makes the caller of a verified credential: groups as they are now, scopes that these groups map to now, cut down to what the
/// credential was granted. The one place where identity becomes rights.
/// </summary>
public sealed class CallerFactory(AccessSnapshotHolder policies, IUserDirectory users, ManagedClients clients)
{
    public bool IsCurrent(ResolvedCaller resolved) =>
        resolved.PolicyVersion == policies.Current.Version
        && ReferenceEquals(resolved.Users, users.Current)
        && ReferenceEquals(resolved.Clients, clients.Current);

    /// <returns>The caller, or null when the account behind the credential is gone, disabled or has voided it.</returns>
    public ResolvedCaller? Resolve(CredentialIdentity identity, CancellationToken revoked)
    {
        var policy = policies.Current;
        var accounts = users.Current;
        var services = clients.Current;
        var groups = identity.Groups;
        var displayName = identity.DisplayName;
        var email = identity.Email;
        if (accounts.IsVoided(identity.Subject, identity.IssuedAt))
        {
            return null;
        }

        if (identity.Provider == CredentialIdentity.LocalProvider)
        {
            // The name may be another account's by now; the subject never is.
            if (accounts.Find(identity.UserName) is not { IsEnabled: true } account
                || account.SubjectOf() != identity.Subject
                || IsVoided(identity, account))
            {
                return null;
            }

            (groups, displayName, email) = (account.Groups, account.DisplayName ?? displayName, account.Email ?? email);
        }
        else if (identity.Provider == CredentialIdentity.ClientProvider)
        {
            if (services.Find(identity.ClientId) is not { } client || client.SubjectOf() != identity.Subject)
            {
                return null;
            }

            groups = client.Groups;
        }

        var scopes = groups.Count > 0
            ? policy.ScopesOf(groups)
            : [.. identity.StatedScopes.Where(scope => policy.FindScope(scope) is not null)];
        if (identity.GrantedScopes is { } granted)
        {
            scopes = [.. scopes.Where(scope => granted.Contains(scope))];
        }

        var caller = new Caller
        {
            UserName = identity.UserName,
            Subject = identity.Subject,
            Groups = groups,
            Scopes = scopes,
            AuthMethod = identity.AuthMethod,
            Provider = identity.Provider,
            ClientId = identity.ClientId,
            Email = email,
            DisplayName = displayName,
            Permissions = policy.PermissionsOf(groups, scopes),
        };
        return new(caller, ToProxy(caller, identity, revoked), policy.For(scopes), policy.Version, accounts, services);
    }

    // iat has whole seconds, so the moment of the change is compared in whole seconds too.
    private static bool IsVoided(CredentialIdentity identity, UserRecord account) =>
        account.CredentialsNotBefore is { } start && identity.IssuedAt.ToUnixTimeSeconds() < start.ToUnixTimeSeconds();

    private static ProxyCaller ToProxy(Caller caller, CredentialIdentity identity, CancellationToken revoked) => new()
    {
        Subject = caller.Subject,
        UserName = caller.UserName,
        ClientId = caller.ClientId,
        Scopes = string.Join(' ', caller.Scopes),
        AuthMethod = caller.AuthMethod,
        TokenId = identity.TokenId,
        IsNarrowed = identity.GrantedScopes is not null,
        Revoked = revoked,
        Principal = caller,
    };
}
