using System.Net;
using System.Text.Json;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.OAuth;

/// <summary>What a token endpoint gave out.</summary>
/// <param name="AccessToken">To call with.</param>
/// <param name="RefreshToken">To fetch the next one with; null when there is none.</param>
/// <param name="ExpiresAt">When it ends; null when it was not said.</param>
/// <param name="LifetimeSeconds">How long it lives from its issue; null when it was not said.</param>
/// <param name="TokenType">Usually <c>Bearer</c>.</param>
/// <param name="Scope">Space-separated; null when it is what was asked for.</param>
internal sealed record OAuthTokens(
    string AccessToken, string? RefreshToken, DateTimeOffset? ExpiresAt, long? LifetimeSeconds, string TokenType, string? Scope);

/// <summary>What an endpoint answered by the rules of OAuth.</summary>
internal sealed record OAuthAnswer(HttpStatusCode Status, JsonElement Json)
{
    /// <summary>Its error code; null when it is none.</summary>
    public string? Error { get; } = NullIfEmpty(Json.TextOnly("error"));

    /// <summary>What it says of the error, for people; empty when nothing.</summary>
    public string Description => Json.TextOnly("error_description");

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}

/// <summary>An application as a provider knows it.</summary>
/// <param name="Id">Its client id.</param>
/// <param name="Secret">Null for a public client.</param>
/// <param name="UsesBasic">Whether it authenticates by the HTTP header (RFC 6749, 2.3.1) instead of members of the form.</param>
internal sealed record OAuthApplication(string Id, string? Secret, bool UsesBasic);
