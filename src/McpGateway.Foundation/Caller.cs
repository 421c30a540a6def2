namespace McpGateway.Foundation;

/// <summary>
/// Who is asking, as proven by a credential on this request. Operations take it first and decide on it; nothing else carries identity.
/// </summary>
public sealed record Caller
{
    /// <summary>The caller's name as people and logs know it.</summary>
    public required string UserName { get; init; }

    /// <summary>Stable identity: provider and subject. Two providers' users of the same name differ here.</summary>
    public required string Subject { get; init; }

    /// <summary>Groups as the credential or the local account states them.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>Scopes in force now: what the groups map to, narrowed by the credential where it was vended with less.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary><c>traditional</c>, <c>oauth2</c>, <c>self_signed</c>, <c>keycloak</c>, … as clients of the reference know them.</summary>
    public required string AuthMethod { get; init; }

    /// <summary><c>local</c>, <c>keycloak</c>, <c>entra</c>, …</summary>
    public required string Provider { get; init; }

    /// <summary>OAuth client that acts for the caller; empty when there is none.</summary>
    public string ClientId { get; init; } = "";

    public string? Email { get; init; }

    public string? DisplayName { get; init; }

    /// <summary>What the caller may do in the registry, resolved from <see cref="Scopes"/> when the request was authenticated.</summary>
    public required CallerPermissions Permissions { get; init; }
}
