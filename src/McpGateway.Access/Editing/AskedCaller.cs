using McpGateway.Access.Decisions;
using McpGateway.Foundation;

namespace McpGateway.Access.Editing;

/// <summary>Whoever is asked about, as a caller: what decides for those who call decides for them.</summary>
internal static class AskedCaller
{
    /// <summary>
    /// By scopes, groups or a user: the first that is stated decides the rules. Groups that are stated beside scopes count for what is
    /// shown to groups alone; without them, holders of scopes are in none.
    /// </summary>
    public static async Task<Result<Caller>> FindAsync(
        AccessSnapshot policy, AccessQuestion question, IEnumerable<IKnownAccounts> accounts, CancellationToken cancellationToken)
    {
        if (question.Scopes.Count > 0)
        {
            return Of(policy, "", "", question.Groups, question.Scopes);
        }

        if (question.Groups.Count > 0)
        {
            return Of(policy, "", "", question.Groups, policy.ScopesOf(question.Groups));
        }

        if (string.IsNullOrEmpty(question.User))
        {
            return new Error(ErrorKind.Invalid, "State whose access is asked about: user=, groups= or scopes=");
        }

        return await accounts.FindAsync(question.User, cancellationToken) is { } user
            ? Of(policy, user)
            : new Error(ErrorKind.NotFound, $"User '{question.User}' is not known here; ask with groups= or scopes= instead");
    }

    /// <summary>The account of that name in the first directory that has it.</summary>
    public static async Task<KnownUser?> FindAsync(
        this IEnumerable<IKnownAccounts> accounts, string name, CancellationToken cancellationToken)
    {
        foreach (var directory in accounts)
        {
            if (name.Length > 0 && await directory.FindAsync(name, cancellationToken) is { } account)
            {
                return account;
            }
        }

        return null;
    }

    public static Caller Of(AccessSnapshot policy, KnownUser user) =>
        Of(policy, user.Name, user.Subject, user.Groups, policy.ScopesOf(user.Groups));

    private static Caller Of(
        AccessSnapshot policy, string name, string subject, IReadOnlyList<string> groups, IReadOnlyList<string> scopes) => new()
        {
            UserName = name,
            Subject = subject,
            Groups = groups,
            Scopes = scopes,
            AuthMethod = "",
            Provider = "",
            Permissions = policy.PermissionsOf(groups, scopes),
        };
}
