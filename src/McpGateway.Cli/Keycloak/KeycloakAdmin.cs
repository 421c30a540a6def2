using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using McpGateway.Cli.OAuth;
using McpGateway.Cli.Running;
using McpGateway.Cli.Terminals;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Keycloak;

/// <summary>Calls to Keycloak's admin API, as its administrator.</summary>
internal sealed class KeycloakAdmin : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly TokenEndpoint _endpoint;
    private readonly TimeProvider _time;
    private readonly KeycloakLogin _login;
    private OAuthTokens? _token;

    public KeycloakAdmin(CliEnvironment environment, KeycloakLogin login)
    {
        (_time, _login) = (environment.Time, login);
        _http = new(environment.Handlers()) { BaseAddress = new(login.Url.TrimEnd('/') + "/"), Timeout = Limit };
        _endpoint = new(environment.Handlers(), environment.Time);
    }

    /// <summary>An object.</summary>
    /// <param name="path">Below <c>/admin/realms</c>, its parts escaped.</param>
    /// <returns>Null when it is not there.</returns>
    public async Task<JsonObject?> FindAsync(string path, CancellationToken cancellationToken)
    {
        var (status, json, _) = await SendAsync(HttpMethod.Get, path, null, cancellationToken);
        return status switch
        {
            HttpStatusCode.NotFound => null,
            HttpStatusCode.OK when json is JsonObject found => found,
            _ => throw Unexpected(HttpMethod.Get, path, status, json),
        };
    }

    /// <summary>A list of objects; empty when what it belongs to is not there.</summary>
    public async Task<IReadOnlyList<JsonObject>> ListAsync(string path, CancellationToken cancellationToken)
    {
        var (status, json, _) = await SendAsync(HttpMethod.Get, path, null, cancellationToken);
        return status switch
        {
            HttpStatusCode.NotFound => [],
            HttpStatusCode.OK when json is JsonArray list => [.. list.OfType<JsonObject>()],
            _ => throw Unexpected(HttpMethod.Get, path, status, json),
        };
    }

    /// <returns>The id of what was created.</returns>
    public async Task<string> CreateAsync(string path, JsonNode body, CancellationToken cancellationToken)
    {
        var (status, json, location) = await SendAsync(HttpMethod.Post, path, body, cancellationToken);
        return status == HttpStatusCode.Created
            ? location?.Segments[^1].Trim('/') ?? ""
            : throw Unexpected(HttpMethod.Post, path, status, json);
    }

    public async Task PutAsync(string path, JsonNode? body, CancellationToken cancellationToken)
    {
        var (status, json, _) = await SendAsync(HttpMethod.Put, path, body, cancellationToken);
        if (status is not (HttpStatusCode.NoContent or HttpStatusCode.OK))
        {
            throw Unexpected(HttpMethod.Put, path, status, json);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _endpoint.Dispose();
    }

    private async Task<(HttpStatusCode Status, JsonNode? Json, Uri? Location)> SendAsync(
        HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri($"admin/realms/{path}".TrimEnd('/'), UriKind.Relative));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Authorization = new("Bearer", await TokenAsync(cancellationToken));
        request.Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        try
        {
            using var answer = await _http.SendAsync(request, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            return (answer.StatusCode, JsonNodes.Parse(text), answer.Headers.Location);
        }
        catch (HttpRequestException unreachable)
        {
            throw new CommandFailure(
                ExitCodes.Unreachable, $"{_login.Url} cannot be reached: {unreachable.Message}",
                "Is Keycloak running, and is its address right?", unreachable);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandFailure(
                ExitCodes.Unreachable, $"{_login.Url} did not answer within {Limit.TotalSeconds:0} seconds", null, late);
        }
    }

    /// <summary>The administrator's token lives for a minute, which may be shorter than a command.</summary>
    private async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        if (_token is { } token && (token.ExpiresAt is not { } end || end - Margin > _time.GetUtcNow()))
        {
            return token.AccessToken;
        }

        var address = new Uri($"{_login.Url.TrimEnd('/')}/realms/master/protocol/openid-connect/token");
        try
        {
            _token = await _endpoint.RequestAsync(
                address, new("admin-cli", null, UsesBasic: false),
                [new("grant_type", "password"), new("username", _login.User), new("password", _login.Password)], cancellationToken);
            return _token.AccessToken;
        }
        catch (OAuthFailure failure)
        {
            throw new CommandFailure(
                failure.Kind == OAuthFailureKind.Unavailable ? ExitCodes.Unreachable : ExitCodes.Denied,
                $"Keycloak does not let {_login.User} in: {failure.Message}",
                "See KEYCLOAK_URL, KEYCLOAK_ADMIN and KEYCLOAK_ADMIN_PASSWORD.", failure);
        }
    }

    private static CommandFailure Unexpected(HttpMethod method, string path, HttpStatusCode status, JsonNode? json)
    {
        var told = (json as JsonObject)?["errorMessage"] ?? (json as JsonObject)?["error"];
        var reason = told is null ? "" : ": " + PlainText.Line(told.ToString());
        return new(
            status == HttpStatusCode.Forbidden ? ExitCodes.Denied : ExitCodes.Failed,
            $"Keycloak answered {(int)status} to {method} {path.Split('?')[0]}{reason}");
    }
}

/// <summary>Keycloak, and who administers it.</summary>
internal sealed record KeycloakLogin(string Url, string User, string Password);
