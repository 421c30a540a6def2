using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Web;
using McpGateway.IntegrationTests.Identity;
using McpGateway.Tests.Logs;

namespace McpGateway.IntegrationTests.AuthorizationServer;

/// <summary>A signed-in administrator, a client, and the steps between them.</summary>
internal sealed partial class OAuthWorld : IAsyncDisposable
{
    public const string Callback = "https://client.example/callback";
    public const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private OAuthWorld(AuthHost host, (string Name, string Value) cookie) => (Host, Cookie) = (host, cookie);

    public AuthHost Host { get; }

    /// <summary>The browser's session.</summary>
    public (string Name, string Value) Cookie { get; }

    public string Origin => Host.Address.ToString().TrimEnd('/');

    public static string Challenge { get; } = Base64Url(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public static async Task<OAuthWorld> StartAsync(params (string Key, string Value)[] settings)
    {
        var host = await AuthHost.StartAsync(settings);
        return new(host, await host.SignInAsync());
    }

    public async Task<JsonElement> RegisterAsync(object? metadata = null)
    {
        using var answer = await Host.PostAsync(
            "/oauth2/register", metadata
                ?? new { client_name = "Test client", redirect_uris = new[] { Callback }, token_endpoint_auth_method = "none" });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await AuthHost.JsonAsync(answer);
    }

    public async Task<string> RegisterIdAsync(object? metadata = null) =>
        (await RegisterAsync(metadata)).GetProperty("client_id").GetString()!;

    public Dictionary<string, string?> Request(string clientId, string redirectUri = Callback) => new(StringComparer.Ordinal)
    {
        ["response_type"] = "code",
        ["client_id"] = clientId,
        ["redirect_uri"] = redirectUri,
        ["state"] = "state-of-the-client",
        ["code_challenge"] = Challenge,
        ["code_challenge_method"] = "S256",
        ["resource"] = Origin + "/currenttime/mcp",
    };

    public Task<HttpResponseMessage> AskAsync(IEnumerable<KeyValuePair<string, string?>> request, bool isSignedIn = true) =>
        Host.GetAsync("/oauth2/authorize?" + Query(request), isSignedIn ? [Cookie] : []);

    /// <summary>Presses a button of the consent page.</summary>
    public async Task<HttpResponseMessage> DecideAsync(
        HttpResponseMessage page, string decision = "allow", params (string Name, string Value)[] headers)
    {
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return await PostFormAsync(
            FormAction().Match(html).Groups["to"].Value, [Cookie, .. headers], ("ticket", TicketOf(html)), ("decision", decision));
    }

    public static string TicketOf(string html) => Ticket().Match(html).Groups["ticket"].Value;

    /// <summary>From the request to the code.</summary>
    public async Task<string> CodeAsync(IEnumerable<KeyValuePair<string, string?>> request)
    {
        using var page = await AskAsync(request);
        if (page.StatusCode == HttpStatusCode.Found)
        {
            return ResponseOf(page)["code"]!;
        }

        using var answer = await DecideAsync(page);
        return ResponseOf(answer)["code"]!;
    }

    /// <summary>The parameters of an authorization response.</summary>
    public static System.Collections.Specialized.NameValueCollection ResponseOf(HttpResponseMessage answer)
    {
        Assert.True(answer.StatusCode is HttpStatusCode.Found or HttpStatusCode.SeeOther, $"{answer.StatusCode} is no redirect");
        var parameters = HttpUtility.ParseQueryString(answer.Headers.Location!.Query);
        TestLog.Current.Secret(parameters["code"] ?? "");
        return parameters;
    }

    public Task<HttpResponseMessage> RedeemAsync(
        string clientId, string code, string redirectUri =
            Callback, string verifier = Verifier, params (string, string)[] more) => PostFormAsync(
            "/oauth2/token",
            [],
            [(
                "grant_type",
                "authorization_code"), (
                    "client_id", clientId), ("code", code), ("redirect_uri", redirectUri), ("code_verifier", verifier), .. more]);

    public Task<HttpResponseMessage> RefreshAsync(string clientId, string token, params (string, string)[] more) =>
        PostFormAsync("/oauth2/token", [], [("grant_type", "refresh_token"), ("client_id", clientId), ("refresh_token", token), .. more]);

    public async Task<(
        string Access, string Refresh)> TokensAsync(string clientId, IEnumerable<KeyValuePair<string, string?>>? request = null)
    {
        using var answer = await RedeemAsync(clientId, await CodeAsync(request ?? Request(clientId)));
        return await TokensOfAsync(answer);
    }

    public static async Task<(string Access, string Refresh)> TokensOfAsync(HttpResponseMessage answer)
    {
        var json = await AuthHost.JsonAsync(answer);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, json.ToString());
        return (
            json.GetProperty("access_token").GetString()!,
            json.TryGetProperty("refresh_token", out var refresh) ? refresh.GetString()! : "");
    }

    public async Task<HttpStatusCode> CallAsync(string accessToken, string path = "/currenttime/mcp")
    {
        using var answer = await Host.GetAsync(path, AuthHost.Bearer(accessToken));
        return answer.StatusCode;
    }

    public Task<HttpResponseMessage> PostFormAsync(
        string path, (string Name, string Value)[] headers, params (string Name, string Value)[] fields) =>
        Host.SendAsync(
            HttpMethod.Post, path, content: new FormUrlEncodedContent(
                fields.Select(field => KeyValuePair.Create(field.Name, field.Value))), headers: headers);

    public static async Task<string?> ErrorAsync(HttpResponseMessage answer) =>
        (await AuthHost.JsonAsync(answer)).GetProperty("error").GetString();

    public static string Query(IEnumerable<KeyValuePair<string, string?>> parameters) => string.Join(
        '&', parameters.Where(entry => entry.Value is not null).Select(entry => $"{entry.Key}={Uri.EscapeDataString(entry.Value!)}"));

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private static string Base64Url(byte[] data) => Convert.ToBase64String(data).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    [GeneratedRegex("name=\"ticket\" value=\"(?<ticket>[^\"]+)\"")]
    private static partial Regex Ticket();

    [GeneratedRegex("action=\"(?<to>[^\"]+)\"")]
    private static partial Regex FormAction();
}
