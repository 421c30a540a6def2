namespace McpGateway.Identity.ApiTokens;

/// <summary>
/// A token that was handed out (kind <c>vended_tokens</c>, key = jti), so that its owner can see and revoke it. Never the token itself.
/// </summary>
internal sealed record VendedTokenRecord
{
    public required string Id { get; init; }

    /// <summary>Subject of the owner.</summary>
    public required string Owner { get; init; }

    public required string OwnerName { get; init; }

    public required string Description { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }
}

/// <summary>How many tokens a user was handed in one clock hour (kind <c>vending_counts</c>, key = hour and subject).</summary>
internal sealed record VendingCountRecord(int Count, DateTimeOffset ExpiresAt);
