using McpGateway.Identity.Credentials;
using McpGateway.Proxy.Access;

namespace McpGateway.Identity.Authentication;

/// <summary>Who sent a request, or why that is not known.</summary>
internal readonly record struct RequestAuthentication(ResolvedCaller? Resolved, CredentialIdentity? Identity, CredentialSource Source)
{
    /// <summary>What to tell the caller; null on success.</summary>
    public string? Refusal { get; init; }

    /// <summary>A bearer token came and was refused: the challenge says so (RFC 6750 §3.1).</summary>
    public bool IsInvalidToken { get; init; }

    /// <summary>The credential could not be judged: 503 instead of 401.</summary>
    public bool IsUnavailable { get; init; }

    public static RequestAuthentication Anonymous { get; } = new() { Refusal = "Authentication required" };
}
