using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentSupport.Gateway;

namespace ReferenceAgent.SignIn;

/// <summary>The gateway's authorization server, as its metadata describe it (RFC 8414). All that is known is its address.</summary>
internal sealed class GatewayOAuth : IDisposable
{
    /// <summary>The gateway does not know this program any more.</summary>
    public const string InvalidClient = "invalid_client";

    private const string InvalidGrant = "invalid_grant";
    private const string RegisteredRedirect = "http://127.0.0.1/callback";

    private readonly Uri _gateway;
    private readonly TimeProvider _time;

    // A token does not follow a redirect.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    private JsonElement _metadata;

    public GatewayOAuth(Uri gateway, TimeProvider time) => (_gateway, _time) = (gateway, time);

    /// <summary>Of the tokens; also the resource that they are for, which is the whole gateway.</summary>
    public string Issuer => _gateway.AbsoluteUri.TrimEnd('/');

    /// <exception cref="GatewayException">There is no gateway at the address, or it calls itself otherwise.</exception>
    public async Task DiscoverAsync(CancellationToken cancellationToken)
    {
        if (_metadata.ValueKind == JsonValueKind.Object)
        {
            return;
        }

        using var response = await SendAsync(
            HttpMethod.Get, new(_gateway, ".well-known/oauth-authorization-server"), content: null, cancellationToken);
        var metadata = await ReadAsync(response, cancellationToken);

        // Codes and tokens would go to whoever the metadata name.
        if (!response.IsSuccessStatusCode || Text(metadata, "issuer").TrimEnd('/') != Issuer)
        {
            throw new GatewayException($"{Issuer} does not describe a sign-in of its own: check the address of the gateway.", 0);
        }

        _metadata = metadata;
    }

    /// <summary>Makes this program known (RFC 7591).</summary>
    /// <returns>Its client id.</returns>
    public async Task<string> RegisterAsync(CancellationToken cancellationToken)
    {
        var wanted = new JsonObject
        {
            ["client_name"] = "reference-agent on " + Environment.MachineName,
            ["redirect_uris"] = new JsonArray(RegisteredRedirect),
            ["grant_types"] = new JsonArray("authorization_code", "refresh_token"),
            ["response_types"] = new JsonArray("code"),
            ["token_endpoint_auth_method"] = "none",
        };
        using var response = await SendAsync(
            HttpMethod.Post, Endpoint("registration_endpoint"), JsonContent.Create(wanted), cancellationToken);
        var answer = await ReadAsync(response, cancellationToken);
        return Text(answer, "client_id") is { Length: > 0 } client
            ? client
            : throw new GatewayException($"The gateway does not register this program: {Text(answer, "error_description")}", 0);
    }

    /// <summary>The page on which the user agrees.</summary>
    public Uri Page(string client, Uri redirect, string state, string challenge)
    {
        (string Name, string Value)[] query =
        [
            ("response_type", "code"), ("client_id", client), ("redirect_uri", redirect.AbsoluteUri), ("state", state),
            ("resource", Issuer), ("code_challenge", challenge), ("code_challenge_method", "S256"),
        ];
        return new($"{Endpoint("authorization_endpoint")}?{string.Join('&', query.Select(static one =>
            $"{one.Name}={Uri.EscapeDataString(one.Value)}"))}");
    }

    /// <returns>The tokens; where the gateway does not take the grant or the client, the code of its error (RFC 6749 §5.2).</returns>
    public async Task<(SignInRecord? Record, string Error)> ExchangeAsync(
        string client, IEnumerable<KeyValuePair<string, string>> grant, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent([.. grant, new("client_id", client)]);
        using var response = await SendAsync(HttpMethod.Post, Endpoint("token_endpoint"), form, cancellationToken);
        var answer = await ReadAsync(response, cancellationToken);
        if (!response.IsSuccessStatusCode || Text(answer, "access_token") is not { Length: > 0 } token)
        {
            return Text(answer, "error") is InvalidGrant or InvalidClient
                ? (null, Text(answer, "error"))
                : throw new GatewayException($"The gateway gives no token ({(int)response.StatusCode}).", (int)response.StatusCode);
        }

        var seconds = answer.TryGetProperty("expires_in", out var stated) && stated.TryGetInt32(out var number) ? number : 60;
        var record = new SignInRecord
        {
            Gateway = _gateway.AbsoluteUri,
            ClientId = client,
            AccessToken = token,
            RefreshToken = Text(answer, "refresh_token") is { Length: > 0 } refresh ? refresh : null,
            ExpiresAt = _time.GetUtcNow().AddSeconds(seconds),
        };
        return (record, "");
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, Uri address, HttpContent? content, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, address) { Content = content };
            return await _http.SendAsync(request, cancellationToken);
        }
        catch (Exception problem) when (
            problem is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new GatewayException($"{Issuer} cannot be reached: {problem.Message}", 0);
        }
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return JsonElement.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>An address of the metadata. In the clear it may only be the gateway itself.</summary>
    private Uri Endpoint(string name) =>
        Uri.TryCreate(Text(_metadata, name), UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || address.Authority == _gateway.Authority)
            ? address
            : throw new GatewayException($"The gateway states no {name} that could be used.", 0);

    private static string Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";
}
