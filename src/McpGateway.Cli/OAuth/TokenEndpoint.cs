using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using McpGateway.Cli.Terminals;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.OAuth;

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

        // The limit goes by the clock that tokens go by.
        _http = new(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MostBytes };
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
        var answer = await SendAsync(address, application, grant, cancellationToken);
        return answer.Error is null ? Read(address, answer) : throw Failure(address, answer);
    }

    /// <summary>Sends a form. An error by the rules of OAuth is an answer, also where a success comes with it (GitHub).</summary>
    /// <exception cref="OAuthFailure">There is no answer, or none that an OAuth endpoint gives.</exception>
    public async Task<OAuthAnswer> SendAsync(
        Uri address, OAuthApplication application, IEnumerable<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Content = new FormUrlEncodedContent([.. form, .. Authentication(request, application)]);
        using var late = new CancellationTokenSource(Limit, _time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            using var response = await _http.SendAsync(request, ended.Token);
            var answer = new OAuthAnswer(response.StatusCode, Parse(await response.Content.ReadAsStringAsync(ended.Token)));
            return answer.Json.ValueKind == JsonValueKind.Object && (response.IsSuccessStatusCode || answer.Error is not null)
                ? answer
                : throw Failure(address, answer);
        }
        catch (HttpRequestException unreachable)
        {
            throw new OAuthFailure(OAuthFailureKind.Unavailable, $"{address.Host} cannot be reached: {unreachable.Message}", unreachable);
        }
        catch (OperationCanceledException cancelled) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OAuthFailure(
                OAuthFailureKind.Unavailable, $"{address.Host} did not answer within {Limit.TotalSeconds:0} seconds", cancelled);
        }
    }

    /// <summary>The tokens of an answer.</summary>
    /// <exception cref="OAuthFailure">It has none.</exception>
    public OAuthTokens Read(Uri address, OAuthAnswer answer)
    {
        var json = answer.Json;
        if (json.TextOnly("access_token") is not { Length: > 0 } token)
        {
            throw Failure(address, answer);
        }

        var lifetime = Seconds(json, "expires_in");
        return new(
            token, Optional(json, "refresh_token"), lifetime is { } seconds ? _time.GetUtcNow().AddSeconds(seconds) : null, lifetime,
            Optional(json, "token_type") ?? "Bearer", Optional(json, "scope"));
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

    private static OAuthFailure Failure(Uri address, OAuthAnswer answer)
    {
        var told = answer.Error is null ? "" : $" ({PlainText.Line(answer.Error)})";
        var kind = (answer.Status, answer.Error) switch
        {
            ( >= HttpStatusCode.InternalServerError, _) => OAuthFailureKind.Unavailable,
            (HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout, _) => OAuthFailureKind.Unavailable,
            (_, "temporarily_unavailable" or "server_error") => OAuthFailureKind.Unavailable,
            (_, "invalid_grant" or "bad_refresh_token") => OAuthFailureKind.SignInNeeded,
            _ => OAuthFailureKind.Refused,
        };
        return new(kind, $"{address.Host} answered {(int)answer.Status}{told}");
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

    private static string? Optional(JsonElement json, string name) => json.TextOnly(name) is { Length: > 0 } text ? text : null;

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
