namespace McpGateway.Identity.Signing;

/// <summary>A key that signs our tokens (kind <c>signing_keys</c>, sealed, key = key id).</summary>
public sealed record SigningKeyRecord
{
    public required string KeyId { get; init; }

    /// <summary>PKCS#8, base64.</summary>
    public required string PrivateKey { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Published until then, for tokens that it signed; null for a key in use.</summary>
    public DateTimeOffset? RetiresAt { get; init; }

    /// <summary>The id only.</summary>
    public override string ToString() => KeyId;
}
