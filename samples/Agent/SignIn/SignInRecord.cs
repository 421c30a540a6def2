using System.Text.Json.Serialization;

namespace ReferenceAgent.SignIn;

/// <summary>What is kept of a user's sign-in at a gateway.</summary>
internal sealed record SignInRecord
{
    /// <summary>The gateway that the tokens are for. They are sent to no other.</summary>
    [JsonPropertyName("gateway")]
    public required string Gateway { get; init; }

    /// <summary>The OAuth client that this program is at the gateway.</summary>
    [JsonPropertyName("client_id")]
    public required string ClientId { get; init; }

    [JsonPropertyName("access_token")]
    public required string AccessToken { get; init; }

    /// <summary>To get the next access token with, once; null when the gateway gave none.</summary>
    [JsonPropertyName("refresh_token")]
    public string? RefreshToken { get; init; }

    [JsonPropertyName("expires_at")]
    public DateTimeOffset ExpiresAt { get; init; }
}
