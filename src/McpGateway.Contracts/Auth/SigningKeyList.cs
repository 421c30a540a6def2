namespace McpGateway.Contracts.Auth;

/// <summary>Answer of <c>GET /api/auth/signing-keys</c> and <c>POST /api/auth/signing-keys/rotate</c>: newest first.</summary>
public sealed record SigningKeyList(IReadOnlyList<SigningKeyEntry> Keys);

/// <summary>A published key of the gateway's tokens; never the private part.</summary>
/// <param name="KeyId"><c>kid</c> in the published key set.</param>
/// <param name="State"><c>next</c>: published, signs soon. <c>signing</c>. <c>retiring</c>: verifies until its last token has
/// expired.</param>
/// <param name="RetiresAt">When it leaves the key set; null for a key that nobody replaced.</param>
public sealed record SigningKeyEntry(string KeyId, string State, DateTimeOffset CreatedAt, DateTimeOffset? RetiresAt);
