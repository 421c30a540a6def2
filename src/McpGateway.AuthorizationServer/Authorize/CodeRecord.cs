using McpGateway.AuthorizationServer.Grants;
using McpGateway.AuthorizationServer.Requests;

namespace McpGateway.AuthorizationServer.Authorize;

/// <summary>
/// An authorization code (kind <c>oauth_codes</c>, key = SHA-256 of the code). Kept for a while after its use, so that a second use is
/// noticed.
/// </summary>
internal sealed record CodeRecord
{
    public required AuthorizationRequest Request { get; init; }

    public required GrantOwner Holder { get; init; }

    /// <summary>The grant that the code becomes.</summary>
    public required string GrantId { get; init; }

    public bool IsUsed { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The grant's id only.</summary>
    public override string ToString() => GrantId;
}
