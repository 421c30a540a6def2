using System.Net;
using Microsoft.AspNetCore.Builder;

namespace McpGateway.IntegrationTests.Composition;

/// <summary>
/// What a page of another origin is told, by kind of path, method, origin and credential, in the product as it is composed. Real clients
/// in a real browser are in the end-to-end tests.
/// </summary>
public sealed class CrossOriginTests
{
    private const string Chat = "https://chat.example.com";
    private const string Evil = "https://evil.example";
    private const string Asked = "authorization,content-type,mcp-protocol-version,mcp-session-id,last-event-id,mcp-method,mcp-param-region";

    private static readonly string?[] Origins = [null, Chat, Evil, "null", Chat + ":8443", "garbage"];

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    /// <summary>For clients that have a token, or need none.</summary>
    private static readonly (string Method, string Path)[] Open =
    [
        ("POST", "/currenttime/mcp"), ("GET", "/currenttime/mcp"), ("DELETE", "/currenttime/mcp"), ("POST", "/currenttime"),
        ("POST", "/hidden/mcp"), ("POST", "/nowhere/mcp"), ("GET", "/no/such/server/sse"), ("PUT", "/currenttime/mcp"),
        ("GET", "/api/servers"), ("POST", "/api/servers/toggle"), ("GET", "/api/auth/me"), ("GET", "/api/auth/config"),
        ("GET", "/api/version"), ("GET", "/api/nothing"), ("DELETE", "/api/tokens/nothing"), ("GET", "/api/broken"),
        ("POST", "/api/search/semantic"), ("GET", "/v0.1/servers"), ("GET", "/v0.1/servers/nothing/versions/latest"), ("GET", "/v0.1"),
        ("GET", "/.well-known/mcp-servers"), ("GET", "/.well-known/jwks.json"), ("GET", "/.well-known/oauth-protected-resource"),
        ("GET", "/.well-known/oauth-protected-resource/currenttime/mcp"), ("GET", "/.well-known/oauth-authorization-server"),
        ("GET", "/.well-known/openid-configuration"), ("GET", "/.well-known/nothing"), ("GET", "/openapi.json"),
        ("POST", "/oauth2/token"), ("POST", "/oauth2/register"), ("PUT", "/oauth2/register/some-client"), ("POST", "/oauth2/revoke"),
        ("POST", "/oauth2/introspect"), ("POST", "/oauth2/device_authorization"), ("GET", "/oauth2/jwks"), ("GET", "/oauth2/providers"),
    ];

    /// <summary>For the gateway's own pages, or for programs that send a password.</summary>
    private static readonly (string Method, string Path)[] Closed =
    [
        ("GET", "/"), ("GET", "/login"), ("GET", "/ui/"), ("GET", "/device"), ("POST", "/device"), ("GET", "/oauth2/authorize"),
        ("POST", "/oauth2/authorize"), ("GET", "/oauth2/login/nobody"), ("GET", "/oauth2/callback/nobody"), ("POST", "/api/auth/login"),
        ("POST", "/api/auth/logout"), ("POST", "/api/auth/password"), ("GET", "/api/internal/list"), ("GET", "/validate"),
        ("GET", "/_framework/blazor.web.js"), ("GET", "/health"),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", new[] { Chat, Evil, "null", Chat + ":8443", "garbage" }, "*")]
    [InlineData(Chat, new[] { Chat }, Chat)]
    [InlineData("none", new string[0], "")]
    public async Task Answer_EveryPathOriginAndCredential_IsReadableForAllowedOriginsAlone(string setting, string[] allowed, string value)
    {
        await using var gateway = await StartAsync(setting);
        using var nobody = gateway.Anonymous();
        using var program = await gateway.BearerAsync(ComposedGateway.Administrator);
        using var stranger = gateway.Anonymous(("Authorization", "Bearer no-token-at-all"));
        var wrong = new List<string>();
        foreach (var origin in Origins)
        {
            using var person = await gateway.SignedInAsync(ComposedGateway.Administrator);
            foreach (var (who, client) in new[] { ("nobody", nobody), ("token", program), ("bad token", stranger), ("cookie", person) })
            {
                foreach (var (method, path) in Open.Concat(Closed))
                {
                    using var answer = await SendAsync(client, method, path, origin);
                    var isOpen = Open.Contains((method, path));
                    var expected = isOpen && origin is not null && allowed.Contains(origin) ? value : "";
                    var isWrong = One(answer, "Access-Control-Allow-Origin") != expected
                        || expected.Length > 0 != Names(answer, "Access-Control-Expose-Headers").Contains("WWW-Authenticate")
                        || answer.Headers.Contains("Access-Control-Allow-Credentials")
                        || (answer.StatusCode == HttpStatusCode.InternalServerError) != (path == "/api/broken");
                    if (isWrong)
                    {
                        wrong.Add($"{method} {path} by {who} of {origin}: {Text(answer)}");
                    }
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("", new[] { Chat, Evil, "null", Chat + ":8443", "garbage" }, "*")]
    [InlineData(Chat, new[] { Chat }, Chat)]
    [InlineData("none", new string[0], "")]
    public async Task Preflight_EveryPathMethodAndOrigin_IsTheSameForAllOpenPaths(string setting, string[] allowed, string value)
    {
        await using var gateway = await StartAsync(setting);
        using var nobody = gateway.Anonymous();
        foreach (var origin in Origins.OfType<string>())
        {
            var texts = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (path, method) in from entry in Open from method in Methods select (entry.Path, method))
            {
                using var answer = await PreflightAsync(nobody, path, method, origin);
                texts[$"{method} {path}"] = Text(answer);
            }

            var text = Assert.Single(texts.Values.Distinct(StringComparer.Ordinal));
            using var one = await PreflightAsync(nobody, "/currenttime/mcp", "POST", origin);
            Assert.Equal(HttpStatusCode.NoContent, one.StatusCode);
            Assert.Equal(allowed.Contains(origin) ? value : "", One(one, "Access-Control-Allow-Origin"));
            Assert.DoesNotContain("Credentials", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("WWW-Authenticate", one.Headers.Select(static header => header.Key), StringComparer.OrdinalIgnoreCase);
            if (allowed.Contains(origin))
            {
                Assert.Empty(Asked.Split(',').Except(Names(one, "Access-Control-Allow-Headers"), StringComparer.OrdinalIgnoreCase));
                Assert.Empty(Methods.Except(Names(one, "Access-Control-Allow-Methods"), StringComparer.Ordinal));
                Assert.Equal("1728000", One(one, "Access-Control-Max-Age"));
            }
            else
            {
                Assert.DoesNotContain("Access-Control-", text, StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    [Fact]
    public async Task Preflight_PathForPeople_IsNotAnswered()
    {
        await using var gateway = await StartAsync("");
        using var nobody = gateway.Anonymous();
        var wrong = new List<string>();
        foreach (var (method, path) in Closed)
        {
            using var answer = await PreflightAsync(nobody, path, method, Chat);
            if (answer.Headers.Any(static header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)))
            {
                wrong.Add($"{method} {path}: {Text(answer)}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Preflight_AsksForWhatIsNoHeadersName_IsGrantedTheRest()
    {
        await using var gateway = await StartAsync("");
        using var nobody = gateway.Anonymous();

        using var answer = await SendAsync(
            nobody, "OPTIONS", "/currenttime/mcp", Chat,
            [("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "x-bad\u007f,x-bad\u0001,x-good")]);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(["x-good"], Names(answer, "Access-Control-Allow-Headers"));
    }

    [Theory]
    [InlineData("OPTIONS", "/currenttime/mcp", null, HttpStatusCode.Unauthorized)]
    [InlineData("OPTIONS", "/currenttime/mcp", Chat, HttpStatusCode.Unauthorized)]
    [InlineData("OPTIONS", "/api/servers", Chat, HttpStatusCode.Unauthorized)]
    public async Task Options_ThatAreNoPreflight_AreARequestAsAnyOther(string method, string path, string? origin, HttpStatusCode status)
    {
        await using var gateway = await StartAsync("");
        using var nobody = gateway.Anonymous();

        using var answer = await SendAsync(nobody, method, path, origin);

        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData("POST", "/api/servers/toggle", HttpStatusCode.Forbidden)]
    [InlineData("POST", "/currenttime/mcp", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/currenttime/mcp", HttpStatusCode.Unauthorized)]
    public async Task Request_WithTheUsersCookie_IsStillRefusedToPagesOfOtherOrigins(string method, string path, HttpStatusCode status)
    {
        await using var gateway = await StartAsync("");
        using var person = await gateway.SignedInAsync(ComposedGateway.Administrator);

        using var answer = await SendAsync(person, method, path, Chat);

        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData("/.well-known/jwks.json")]
    [InlineData("/.well-known/mcp-servers")]
    [InlineData("/oauth2/jwks")]
    public async Task Answer_ThatCachesKeep_IsNotGivenToPagesThatCouldNotReadIt(string path)
    {
        await using var gateway = await StartAsync("", ("PUBLIC_URL", "https://mcp.example.com"));
        using var nobody = gateway.Anonymous();

        using var answer = await SendAsync(nobody, "GET", path, origin: null);

        Assert.True(answer.Headers.CacheControl is { NoStore: false, MaxAge: not null });
        Assert.Contains("Origin", answer.Headers.Vary);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Preflight_BelowThePublicPath_IsAnswered()
    {
        await using var gateway = await StartAsync("", ("PUBLIC_URL", "https://mcp.example.com/gateway"));
        using var nobody = gateway.Anonymous();

        using var server = await PreflightAsync(nobody, "/gateway/currenttime/mcp", "POST", Chat);
        using var page = await PreflightAsync(nobody, "/gateway/login", "POST", Chat);

        Assert.Equal(HttpStatusCode.NoContent, server.StatusCode);
        Assert.False(page.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private static async Task<ComposedGateway> StartAsync(string origin, params (string Key, string Value)[] settings)
    {
        var gateway = await ComposedGateway.StartAsync(
            static routes => routes.MapGet("/api/broken", static string () => throw new InvalidOperationException("Broken by the test."))
                .AllowAnonymous(),
            origin.Length == 0 ? settings : [("Cors:AllowedOrigins:0", origin), .. settings]);
        await gateway.RegisterServerAsync("/hidden", new("http://127.0.0.1:9/mcp"));
        return gateway;
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path, string? origin) =>
        SendAsync(client, method, path, origin, []);

    private static Task<HttpResponseMessage> PreflightAsync(HttpClient client, string path, string method, string origin) => SendAsync(
        client, "OPTIONS", path, origin, [("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", Asked)]);

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, string method, string path, string? origin, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new(method), new Uri(path, UriKind.Relative));
        foreach (var (name, value) in origin is null ? headers : [("Origin", origin), .. headers])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }

    /// <summary>The value of a header; empty when it is not there, and an error when it is there twice.</summary>
    private static string One(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? Assert.Single(values) : "";

    private static string[] Names(HttpResponseMessage answer, string name) => One(answer, name).Split(',', StringSplitOptions.TrimEntries);

    private static string Text(HttpResponseMessage answer) => $"{(int)answer.StatusCode} " + string.Join("; ", answer.Headers
        .Where(static header => header.Key != "Date")
        .Select(static header => $"{header.Key}={string.Join(", ", header.Value)}"));
}
