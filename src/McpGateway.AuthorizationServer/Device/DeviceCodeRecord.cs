using McpGateway.AuthorizationServer.Grants;

namespace McpGateway.AuthorizationServer.Device;

/// <summary>A device that waits for its user (kind <c>oauth_device_codes</c>, key = SHA-256 of the device code).</summary>
internal sealed record DeviceCodeRecord
{
    public required string ClientId { get; init; }

    public required string ClientName { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public required IReadOnlyList<string> Resources { get; init; }

    public required string Issuer { get; init; }

    public DeviceState State { get; init; }

    /// <summary>Who let the device in, and when.</summary>
    public GrantOwner? Holder { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Key of the user code.</summary>
    public required string UserCodeKey { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>The client only.</summary>
    public override string ToString() => ClientId;
}

internal enum DeviceState
{
    Waiting,
    Allowed,
    Denied,
}

/// <summary>Leads from what a person types to the device (kind <c>oauth_user_codes</c>, key = SHA-256 of the code).</summary>
internal sealed record UserCodeRecord(string Device, DateTimeOffset EndsAt);
