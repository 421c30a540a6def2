using McpGateway.Identity.Credentials;

namespace McpGateway.Identity.Users;

/// <summary>A local account (kind <c>users</c>, sealed, key = user name).</summary>
public sealed record UserRecord
{
    public required string UserName { get; init; }

    /// <summary>PBKDF2 in the framework's versioned format; null for an account that cannot sign in with a password.</summary>
    public string? PasswordHash { get; init; }

    public required IReadOnlyList<string> Groups { get; init; }

    public bool IsEnabled { get; init; } = true;

    public string? Email { get; init; }

    public string? DisplayName { get; init; }

    /// <summary>Id for clients of the management API; accounts made before there were ids have their name.</summary>
    public string? Id { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    /// <summary>
    /// Names the account in its subject, and is never given to another one: whoever gets a name that was used before inherits nothing.
    /// Null for accounts made before there was one; their subject is their name.
    /// </summary>
    public string? SubjectId { get; init; }

    /// <summary>The password is known to somebody else too: it opens nothing until its owner has replaced it.</summary>
    public bool MustChangePassword { get; init; }

    /// <summary>The account that start-up keeps in step with ADMIN_USER and ADMIN_PASSWORD.</summary>
    public bool IsSeededAdministrator { get; init; }

    /// <summary>No sign-in before this moment.</summary>
    public DateTimeOffset? LockedUntil { get; init; }

    /// <summary>Sessions and tokens made before this moment are void. Set when the password changes.</summary>
    public DateTimeOffset? CredentialsNotBefore { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Stable identity of the account, see <see cref="Foundation.Caller.Subject"/>.</summary>
    public string SubjectOf() => $"{CredentialIdentity.LocalProvider}:{SubjectId ?? UserName}";

    /// <summary>The name only: the hash belongs in no log.</summary>
    public override string ToString() => UserName;
}
