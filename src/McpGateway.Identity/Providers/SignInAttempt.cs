using System.Text.Json;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Identity.Providers;

/// <summary>
/// A sign-in that is under way at a provider. Lives encrypted in a cookie of the browser that began it, and nowhere else.
/// </summary>
internal sealed record SignInAttempt
{
    public required string Provider { get; init; }

    public required string State { get; init; }

    public required string Nonce { get; init; }

    /// <summary>PKCE (RFC 7636).</summary>
    public required string Verifier { get; init; }

    public required string CallbackUri { get; init; }

    public required string ReturnTo { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public static SignInAttempt Begin(string provider, string callbackUri, string returnTo, DateTimeOffset expiresAt) => new()
    {
        Provider = provider,
        State = Pkce.NewSecret(),
        Nonce = Pkce.NewSecret(),
        Verifier = Pkce.NewSecret(),
        CallbackUri = callbackUri,
        ReturnTo = returnTo,
        ExpiresAt = expiresAt,
    };

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, ProvidersJsonContext.Default.SignInAttempt);

    public static SignInAttempt? OfBytes(byte[] bytes) => JsonSerializer.Deserialize(bytes, ProvidersJsonContext.Default.SignInAttempt);

    /// <summary>The provider only.</summary>
    public override string ToString() => Provider;
}

/// <summary>A state that was answered (kind <c>used_sign_in_states</c>, key = its hash): no answer counts twice.</summary>
internal sealed record UsedStateRecord(DateTimeOffset ExpiresAt);
