using System.Net.Http.Headers;
using System.Text.Json;
using McpGateway.Cli.Profiles;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Connecting;

/// <summary>Requests to the token endpoint of an OAuth 2 authorization server.</summary>
internal static class TokenRequests
{
    /// <summary>New tokens for an old refresh token; null when it is no longer taken.</summary>
    public static async Task<Credential?> RefreshAsync(
        HttpClient http, Credential credential, TimeProvider time, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(
            http,
            credential.TokenEndpoint!,
            [
                new("grant_type", "refresh_token"), new("refresh_token", credential.RefreshToken!), new("client_id", credential.ClientId!),
            ],
            cancellationToken);
        return answer.Error is not null ? null : Apply(credential, answer.Json, time);
    }

    /// <summary>Sends a form; a refusal by the rules of OAuth is an answer, anything else that is no success is a failure.</summary>
    public static async Task<(JsonElement Json, string? Error)> SendAsync(
        HttpClient http, string endpoint, IEnumerable<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent(form);
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = content };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await http.SendAsync(request, cancellationToken);
        var json = await JsonOfAsync(response, endpoint, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return (json, null);
        }

        return (json, json.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String
            ? error.GetString()
            : throw Unexpected(response, endpoint));
    }

    /// <summary>The credential with the tokens of an answer. Without a new refresh token the old one stays.</summary>
    public static Credential Apply(Credential credential, JsonElement answer, TimeProvider time) => credential with
    {
        AccessToken = answer.GetProperty("access_token").GetString()!,
        RefreshToken = answer.TryGetProperty("refresh_token", out var refresh) ? refresh.GetString() : credential.RefreshToken,
        ExpiresAt = answer.TryGetProperty("expires_in", out var seconds) && seconds.TryGetInt64(out var lifetime)
            ? time.GetUtcNow().AddSeconds(lifetime)
            : null,
    };

    private static async Task<JsonElement> JsonOfAsync(
        HttpResponseMessage response, string endpoint, CancellationToken cancellationToken)
    {
        try
        {
            using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw Unexpected(response, endpoint);
        }
        catch (JsonException)
        {
            throw Unexpected(response, endpoint);
        }
    }

    private static CommandFailure Unexpected(HttpResponseMessage response, string endpoint) => new(
        (int)response.StatusCode is >= 502 and <= 504 ? ExitCodes.Unreachable : ExitCodes.Failed,
        $"{endpoint} answered {(int)response.StatusCode} and nothing that a token endpoint would say.",
        "Check the address of the gateway, and what stands before it.");
}
