using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using McpGateway.Cli.Terminals;

namespace McpGateway.Cli.Credentials.OAuth;

/// <summary>Fetches tokens from OAuth token endpoints (RFC 6749).</summary>
internal sealed class TokenEndpoint : IDisposable
{
    private const int MostBytes = 1024 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <param name="handler">Belongs to this object from now on.</param>
    /// <param name="time">From which a token's end is counted.</param>
    public TokenEndpoint(HttpMessageHandler handler, TimeProvider time)
    {
        _time = time;
        _http = new(handler) { Timeout = Limit, MaxResponseContentBufferSize = MostBytes };
    }

    /// <summary>An application's own token (client credentials).</summary>
    /// <exception cref="OAuthFailure">The provider gives none.</exception>
    public Task<OAuthTokens> ForApplicationAsync(
        Uri address, OAuthApplication application, string? scope, CancellationToken cancellationToken) =>
        RequestAsync(address, application, [new("grant_type", "client_credentials"), .. Optional("scope", scope)], cancellationToken);

    /// <summary>The next token. A provider that rotates gives the next refresh token with it; else the old one goes on.</summary>
    /// <exception cref="OAuthFailure">The provider gives none.</exception>
    public async Task<OAuthTokens> RefreshAsync(
        Uri address, OAuthApplication application, string refreshToken, CancellationToken cancellationToken)
    {
        var next = await RequestAsync(
            address, application, [new("grant_type", "refresh_token"), new("refresh_token", refreshToken)], cancellationToken);
        return next with { RefreshToken = next.RefreshToken ?? refreshToken };
    }

    /// <summary>Sends a grant.</summary>
    /// <exception cref="OAuthFailure">The provider gives no token for it.</exception>
    public async Task<OAuthTokens> RequestAsync(
        Uri address, OAuthApplication application, IEnumerable<KeyValuePair<string, string>> grant, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Content = new FormUrlEncodedContent([.. grant, .. Authentication(request, application)]);
        try
        {
            using var answer = await _http.SendAsync(request, cancellationToken);
            var json = Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
            return answer.IsSuccessStatusCode ? Read(address, json) : throw Failure(address, answer.StatusCode, json);
        }
        catch (HttpRequestException unreachable)
        {
            throw new OAuthFailure(OAuthFailureKind.Unavailable, $"{address.Host} cannot be reached: {unreachable.Message}", unreachable);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OAuthFailure(
                OAuthFailureKind.Unavailable, $"{address.Host} did not answer within {Limit.TotalSeconds:0} seconds", late);
        }
    }

    public void Dispose() => _http.Dispose();

    private static KeyValuePair<string, string>[] Authentication(HttpRequestMessage request, OAuthApplication application)
    {
        if (!application.UsesBasic || application.Secret is null)
        {
            return [new("client_id", application.Id), .. Optional("client_secret", application.Secret)];
        }

        var pair = $"{Uri.EscapeDataString(application.Id)}:{Uri.EscapeDataString(application.Secret)}";
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(pair)));
        return [];
    }

    private static KeyValuePair<string, string>[] Optional(string name, string? value) => value is null ? [] : [new(name, value)];

    private OAuthTokens Read(Uri address, JsonElement json)
    {
        // GitHub reports errors with status 200.
        if (Text(json, "access_token") is not { Length: > 0 } token)
        {
            throw Failure(address, HttpStatusCode.BadRequest, json);
        }

        var lifetime = Seconds(json, "expires_in");
        return new(
            token, Text(json, "refresh_token"), lifetime is { } seconds ? _time.GetUtcNow().AddSeconds(seconds) : null, lifetime,
            Text(json, "token_type") ?? "Bearer", Text(json, "scope"));
    }

    private static OAuthFailure Failure(Uri address, HttpStatusCode status, JsonElement json)
    {
        var error = Text(json, "error");
        var told = error is null ? "" : $" ({PlainText.Line(error)})";
        var kind = (status, error) switch
        {
            ( >= HttpStatusCode.InternalServerError, _) => OAuthFailureKind.Unavailable,
            (HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout, _) => OAuthFailureKind.Unavailable,
            (_, "temporarily_unavailable" or "server_error") => OAuthFailureKind.Unavailable,
            (_, "invalid_grant" or "bad_refresh_token") => OAuthFailureKind.SignInNeeded,
            _ => OAuthFailureKind.Refused,
        };
        return new(kind, $"{address.Host} answered {(int)status}{told}");
    }

    private static JsonElement Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>Some providers write numbers as text.</summary>
    private static long? Seconds(JsonElement json, string name)
    {
        const long Longest = 10L * 365 * 24 * 3600;
        long? seconds = json.TryGetProperty(name, out var value) switch
        {
            true when value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) => number,
            true when value.ValueKind == JsonValueKind.String && long.TryParse(
                value.GetString(), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture,
                out var number) => number,
            _ => null,
        };
        return seconds is >= 0 ? Math.Min(seconds.Value, Longest) : null;
    }
}
