using McpGateway.Identity.Tokens;
using McpGateway.Identity.Users;

namespace McpGateway.Identity.Credentials;

/// <summary>
/// What a verified credential says about its holder. Says nothing about rights: those are computed from it, see
/// <see cref="CallerFactory"/>.
/// </summary>
public sealed record CredentialIdentity
{
    /// <summary>Provider name of local accounts, whose groups and state come from the user directory and not from the credential.</summary>
    public const string LocalProvider = "local";

    /// <summary>Provider name of OAuth clients that act for themselves; their groups come from the client's record.</summary>
    public const string ClientProvider = "client";

    public required string Subject { get; init; }

    public required string UserName { get; init; }

    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>The most that the credential may do; null when it is not narrowed.</summary>
    public IReadOnlyList<string>? GrantedScopes { get; init; }

    /// <summary>Where the credential is good for; null when everywhere on this gateway.</summary>
    public TokenResources? Resources { get; init; }

    /// <summary>
    /// Scopes of the access policy that an identity provider granted by name, for machines that are in no group. Used only without groups.
    /// </summary>
    public IReadOnlyList<string> StatedScopes { get; init; } = [];

    public required string AuthMethod { get; init; }

    public required string Provider { get; init; }

    public string ClientId { get; init; } = "";

    public string? Email { get; init; }

    public string? DisplayName { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Id of the token; null for a session.</summary>
    public string? TokenId { get; init; }

    /// <summary>Tokens that this one was vended by.</summary>
    public IReadOnlyList<string> Ancestors { get; init; } = [];

    /// <summary>Somebody who has just signed in with the password of a local account.</summary>
    public static CredentialIdentity OfLocal(UserRecord user, DateTimeOffset now) => new()
    {
        Subject = user.SubjectOf(),
        UserName = user.UserName,
        Groups = user.Groups,
        AuthMethod = "traditional",
        Provider = LocalProvider,
        Email = user.Email,
        DisplayName = user.DisplayName,
        IssuedAt = now,
        ExpiresAt = now,
    };
}
