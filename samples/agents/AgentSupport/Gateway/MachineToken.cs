using System.Net.Http.Json;
using System.Text.Json;

namespace AgentSupport.Gateway;

/// <summary>The agent's own access token (client credentials, RFC 6749 §4.4), asked for again shortly before it ends.</summary>
/// <param name="settings">The account.</param>
/// <param name="time">The clock.</param>
/// <param name="endpoint">Where the token is asked for when another than the gateway gives it, such as Keycloak.</param>
public sealed class MachineToken(GatewaySettings settings, TimeProvider time, Uri? endpoint = null) : IGatewayToken, IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    // The secret does not follow a redirect.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    private readonly SemaphoreSlim _asking = new(1);
    private string? _token;
    private DateTimeOffset _until;

    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            return _token is not null && time.GetUtcNow() < _until ? _token : await AskAsync(cancellationToken);
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Forget() => _until = default;

    public void Dispose()
    {
        _asking.Dispose();
        _http.Dispose();
    }

    private async Task<string> AskAsync(CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent(
        [
            new("grant_type", "client_credentials"), new("client_id", settings.ClientId), new("client_secret", settings.ClientSecret),
        ]);
        using var response = await _http.PostAsync(await EndpointAsync(cancellationToken), form, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new GatewayException(
                $"{(endpoint is null ? "The gateway" : endpoint.Authority)} gives '{settings.ClientId}' no token "
                + $"({(int)response.StatusCode}): check CLIENT_ID and CLIENT_SECRET.",
                (int)response.StatusCode);
        }

        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        _token = answer.GetProperty("access_token").GetString();
        var seconds = answer.TryGetProperty("expires_in", out var stated) ? stated.GetInt32() : 60;
        _until = time.GetUtcNow() + TimeSpan.FromSeconds(seconds) - Margin;
        return _token!;
    }

    /// <summary>
    /// RFC 8414: the gateway's metadata names its token endpoint. The secret goes nowhere in the clear but to the gateway.
    /// </summary>
    private async Task<Uri> EndpointAsync(CancellationToken cancellationToken)
    {
        if (endpoint is not null)
        {
            return endpoint;
        }

        var metadata = await _http.GetFromJsonAsync<JsonElement>(
            new Uri(settings.Url, ".well-known/oauth-authorization-server"), cancellationToken);
        var stated = new Uri(metadata.GetProperty("token_endpoint").GetString()!);
        return stated.Scheme == Uri.UriSchemeHttps || stated.Authority == settings.Url.Authority
            ? stated
            : throw new GatewayException($"The token endpoint {stated} is neither https nor the gateway's.", 0);
    }
}
