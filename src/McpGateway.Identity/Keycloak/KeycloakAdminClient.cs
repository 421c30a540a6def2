using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Foundation;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.Foundation.OAuth;
using McpGateway.Identity.Providers;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Keycloak;

/// <summary>Calls to Keycloak's admin API, with a token that is fetched when needed and kept while it is good.</summary>
internal sealed class KeycloakAdminClient(
    [FromKeyedServices(ProviderServices.HttpName)] OutboundHttp http,
    [FromKeyedServices(ProviderServices.HttpName)] OAuthClient oauth, IOptions<KeycloakAdminOptions> options,
    TimeProvider time) : IDisposable
{
    private const string TokenPath = "/protocol/openid-connect/token";
    private static readonly TimeSpan DefaultLife = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _fetching = new(1, 1);
    private string? _token;
    private DateTimeOffset _tokenEnds;

    /// <param name="path">Below the realm, each part escaped: <c>users/…</c>.</param>
    /// <returns>The answer, whatever its status; an error when there was none.</returns>
    public async Task<Result<OutboundAnswer>> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        for (var isRetry = false; ; isRetry = true)
        {
            var token = await TokenAsync(cancellationToken);
            if (!token.IsSuccess)
            {
                return token.Error;
            }

            using var request = new HttpRequestMessage(
                method, $"{options.Value.Url.TrimEnd('/')}/admin/realms/{Uri.EscapeDataString(options.Value.Realm)}/{path}");
            request.Headers.Accept.ParseAdd("application/json");
            request.Headers.Authorization = new("Bearer", token.Value);
            request.Content = body is null ? null : new StringContent(body.ToJsonString(), null, "application/json");
            var answer = await http.SendAsync(request, cancellationToken);
            if (!answer.IsSuccess)
            {
                return new Error(ErrorKind.BadGateway, answer.Error.Detail);
            }

            if (answer.Value.Status != HttpStatusCode.Unauthorized || isRetry)
            {
                return answer;
            }

            // Keycloak forgets tokens when it restarts.
            Volatile.Write(ref _token, null);
        }
    }

    /// <summary>A JSON list.</summary>
    public async Task<Result<IReadOnlyList<JsonElement>>> ListAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Get, path, null, cancellationToken);
        if (!answer.IsSuccess)
        {
            return answer.Error;
        }

        return answer.Value.IsSuccess && answer.Value.Json() is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().ToArray()
            : Unexpected(answer.Value, HttpMethod.Get, path);
    }

    /// <summary>A JSON object.</summary>
    public async Task<Result<JsonElement>> GetAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Get, path, null, cancellationToken);
        if (!answer.IsSuccess)
        {
            return answer.Error;
        }

        return answer.Value.IsSuccess && answer.Value.Json() is { ValueKind: JsonValueKind.Object } found
            ? found
            : Unexpected(answer.Value, HttpMethod.Get, path);
    }

    /// <summary>A change, which answers without a body.</summary>
    /// <returns>Null when it was made.</returns>
    public async Task<Error?> ChangeAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(method, path, body, cancellationToken);
        return !answer.IsSuccess ? answer.Error : answer.Value.IsSuccess ? null : Unexpected(answer.Value, method, path);
    }

    /// <summary>Creates something.</summary>
    /// <returns>Its id; null when there is one of that name already.</returns>
    public async Task<Result<CreatedId>> CreateAsync(string path, JsonNode body, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Post, path, body, cancellationToken);
        if (!answer.IsSuccess)
        {
            return answer.Error;
        }

        if (answer.Value.Status == HttpStatusCode.Conflict)
        {
            return new CreatedId(null);
        }

        return answer.Value is { Status: HttpStatusCode.Created, Location: { } location }
            && location.Segments[^1].Trim('/') is { Length: > 0 } id
            ? new CreatedId(id)
            : Unexpected(answer.Value, HttpMethod.Post, path);
    }

    public void Dispose() => _fetching.Dispose();

    private static Error Unexpected(OutboundAnswer answer, HttpMethod method, string path) =>
        new(
            ErrorKind.BadGateway,
            $"Keycloak answered {(int)answer.Status} to {method} {path.Split('?')[0].Split('/')[0]}"
            + $"{OAuthErrorCode.InParentheses(answer.Json())}");

    private async Task<Result<string>> TokenAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _token) is { } known && time.GetUtcNow() < _tokenEnds)
        {
            return known;
        }

        await _fetching.WaitAsync(cancellationToken);
        try
        {
            return _token is { } fetched && time.GetUtcNow() < _tokenEnds ? fetched : await FetchTokenAsync(cancellationToken);
        }
        finally
        {
            _fetching.Release();
        }
    }

    private async Task<Result<string>> FetchTokenAsync(CancellationToken cancellationToken)
    {
        var settings = options.Value;
        if (settings.ClientId is null && string.IsNullOrEmpty(settings.Password))
        {
            return new Error(ErrorKind.BadGateway, "KEYCLOAK_ADMIN_PASSWORD environment variable not set");
        }

        var (realm, client, grant) = settings.ClientId is { } id
            ? (settings.Realm, new ClientCredential(id, ClientAuthentications.Post) { Secret = settings.ClientSecret },
                OAuthGrants.ClientCredentials([]))
            : ("master", new ClientCredential("admin-cli", ClientAuthentications.None),
                OAuthGrants.Password(settings.User, settings.Password!));
        var address = new Uri($"{settings.Url.TrimEnd('/')}/realms/{Uri.EscapeDataString(realm)}{TokenPath}");
        var reply = await oauth.RequestTokensAsync(address, client, grant, cancellationToken);
        if (reply.Tokens is not { } issued)
        {
            return new Error(
                ErrorKind.BadGateway,
                "Keycloak gave no token for its admin API" + (reply.Answer!.Content().Error is { } error ? $": {error.Detail}" : ""));
        }

        _tokenEnds = (issued.ExpiresAt ?? time.GetUtcNow() + DefaultLife) - Margin;
        Volatile.Write(ref _token, issued.AccessToken);
        return issued.AccessToken;
    }
}

/// <summary>The id of something new; null when the name was taken.</summary>
internal sealed record CreatedId(string? Id);
