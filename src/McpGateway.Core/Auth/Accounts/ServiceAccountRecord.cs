namespace McpGateway.Core.Auth.Accounts;

/// <summary>An account of a machine (kind <c>service_accounts</c>, key = client id). It gets tokens with its client id and secret.</summary>
internal sealed record ServiceAccountRecord
{
    public required string ClientId { get; init; }

    public required string Id { get; init; }

    /// <summary>SHA-256 of the secret, in hexadecimal. The secret has 256 random bits, so a slow hash would add nothing.</summary>
    public required string SecretHash { get; init; }

    public required IReadOnlyList<string> Groups { get; init; }

    public string Description { get; init; } = "";

    public bool IsEnabled { get; init; } = true;

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The client id only.</summary>
    public override string ToString() => ClientId;
}
