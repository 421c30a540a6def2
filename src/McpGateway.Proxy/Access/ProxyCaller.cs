namespace McpGateway.Proxy.Access;

/// <summary>An authenticated caller as the data plane needs it. Made by the control plane, cached with the credential.</summary>
public sealed record ProxyCaller
{
    /// <summary>Stable identity. Upstream session ids are sealed to it.</summary>
    public required string Subject { get; init; }

    /// <summary>Value of <c>X-User</c> and <c>X-Username</c> for the upstream.</summary>
    public required string UserName { get; init; }

    /// <summary>Value of <c>X-Client-Id-Auth</c>; empty when no OAuth client acts for the caller.</summary>
    public required string ClientId { get; init; }

    /// <summary>Value of <c>X-Scopes</c>: scope names separated by spaces.</summary>
    public required string Scopes { get; init; }

    /// <summary>Value of <c>X-Auth-Method</c>.</summary>
    public required string AuthMethod { get; init; }

    /// <summary>Id of the token that proved it, never the token; null when it was none, or has no id.</summary>
    public string? TokenId { get; init; }

    /// <summary>The credential was granted less than its holder may do, so asking for more may help.</summary>
    public bool IsNarrowed { get; init; }

    /// <summary>Cancelled when the credential, the user or the user's groups are revoked: open streams end.</summary>
    public CancellationToken Revoked { get; init; }

    /// <summary>The control plane's own view of the caller, handed to in-process servers and to <see cref="IAccessDecider"/>.</summary>
    public required object Principal { get; init; }
}
