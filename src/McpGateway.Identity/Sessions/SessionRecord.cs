namespace McpGateway.Identity.Sessions;

/// <summary>
/// A browser session (kind <c>sessions</c>, key = SHA-256 of the opaque id in the cookie, which itself is stored nowhere).
/// </summary>
public sealed record SessionRecord
{
    public required string Subject { get; init; }

    public required string UserName { get; init; }

    public required string Provider { get; init; }

    public required string AuthMethod { get; init; }

    public required IReadOnlyList<string> Groups { get; init; }

    public string? Email { get; init; }

    public string? DisplayName { get; init; }

    /// <summary>The provider's id_token, encrypted: some providers end their own session only for one who can show it.</summary>
    public byte[]? SealedIdToken { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
