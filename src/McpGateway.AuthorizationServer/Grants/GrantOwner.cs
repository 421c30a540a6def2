using McpGateway.Identity.Credentials;

namespace McpGateway.AuthorizationServer.Grants;

/// <summary>
/// The user behind a grant, as signed in when it was given. Groups count only for users of providers; local accounts have theirs at each
/// use.
/// </summary>
internal sealed record GrantOwner
{
    public required string Subject { get; init; }

    public required string UserName { get; init; }

    public required string Provider { get; init; }

    public required IReadOnlyList<string> Groups { get; init; }

    public string? Email { get; init; }

    public static GrantOwner Of(CredentialIdentity identity) => new()
    {
        Subject = identity.Subject,
        UserName = identity.UserName,
        Provider = identity.Provider,
        Groups = identity.Groups,
        Email = identity.Email,
    };
}
