using System.Net.Http.Json;
using System.Text.Json;
using System.Web;
using McpGateway.Tests.Logs;

namespace McpGateway.EndToEndTests.Support;

/// <summary>An OAuth client that registered itself, and what it sends people to.</summary>
internal sealed class PageClient
{
    public const string Callback = "https://client.example/callback";

    // RFC 7636, appendix B.
    private const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private readonly GatewayProcess _gateway;
    private readonly string _id;

    private PageClient(GatewayProcess gateway, string id) => (_gateway, _id) = (gateway, id);

    public static async Task<PageClient> RegisterAsync(
        GatewayProcess gateway, string name, CancellationToken cancellationToken, string redirectUri = Callback)
    {
        var body = new
        {
            client_name = name,
            redirect_uris = new[] { redirectUri },
            token_endpoint_auth_method = "none",
            grant_types = new[] { "authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code" },
        };
        using var answer = await gateway.Client.PostAsJsonAsync("/oauth2/register", body, cancellationToken);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        Assert.True(answer.IsSuccessStatusCode, json.ToString());
        return new(gateway, json.GetProperty("client_id").GetString()!);
    }

    /// <summary>Where the client sends the browser.</summary>
    public string Address(string? resource = "/currenttime/mcp", string? scope = null, string redirectUri = Callback) =>
        AddressOf(_gateway.Address, _id, resource, scope, redirectUri);

    public static string AddressOf(Uri gateway, string clientId, string? resource, string? scope, string redirectUri)
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["response_type"] = "code",
            ["client_id"] = clientId,
            ["redirect_uri"] = redirectUri,
            ["state"] = "of-the-client",
            ["code_challenge"] = Challenge,
            ["code_challenge_method"] = "S256",
            ["resource"] = resource is null ? null : new Uri(gateway, resource).ToString(),
            ["scope"] = scope,
        };
        return "/oauth2/authorize?" + string.Join(
            '&', query.Where(pair => pair.Value is not null).Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value!)}"));
    }

    public string Id => _id;

    /// <summary>What the client does with the address that the browser was sent back to.</summary>
    /// <returns>Its access token.</returns>
    public async Task<string> RedeemAsync(Uri answer, CancellationToken cancellationToken)
    {
        var code = HttpUtility.ParseQueryString(answer.Query)["code"];
        Assert.NotNull(code);
        var tokens = await _gateway.PostFormAsync(
            "/oauth2/token", cancellationToken,
            new(
                "grant_type",
                "authorization_code"), new("client_id", _id), new("code", code), new(
                    "redirect_uri", Callback), new("code_verifier", Verifier));
        return TestLog.Current.SecretMembers(tokens).GetProperty("access_token").GetString()!;
    }

    /// <summary>The code that a device would show, and the address with the code in it.</summary>
    public async Task<(string Code, string Address)> StartDeviceAsync(CancellationToken cancellationToken)
    {
        var answer = await _gateway.PostFormAsync("/oauth2/device_authorization", cancellationToken, KeyValuePair.Create("client_id", _id));
        return (answer.GetProperty("user_code").GetString()!, answer.GetProperty("verification_uri_complete").GetString()!);
    }
}
