namespace McpGateway.AuthorizationServer.Consents;

/// <summary>
/// A user's consent (kind <c>oauth_consents</c>, owner = subject). It covers exactly this client, redirect URI, scopes and resources.
/// </summary>
internal sealed record ConsentRecord
{
    public required string Subject { get; init; }

    public required string ClientId { get; init; }

    public required string ClientName { get; init; }

    public required string RedirectUri { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public required IReadOnlyList<string> Resources { get; init; }

    public required DateTimeOffset GrantedAt { get; init; }

    public override string ToString() => ClientId;
}
