using System.Net;
using System.Text;
using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests;

/// <summary>Which pages may call MCP servers with the session cookie: the whole product, a real sign-in, the cookie that it gave.</summary>
public sealed class AllowedOriginTests(AllowedOriginTests.WithAnOrigin shared) : IClassFixture<AllowedOriginTests.WithAnOrigin>
{
    private const string Configured = "https://chat.example.com";
    private const string Own = "{own}";
    private const string List = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, null, HttpStatusCode.OK)]
    [InlineData(Own, "same-origin", HttpStatusCode.OK)]
    [InlineData(Own, null, HttpStatusCode.OK)]
    [InlineData(Configured, "cross-site", HttpStatusCode.OK)]
    [InlineData(Configured, null, HttpStatusCode.OK)]
    [InlineData("https://CHAT.example.com", "cross-site", HttpStatusCode.OK)]
    [InlineData("https://chat.example.com:443", "cross-site", HttpStatusCode.OK)]
    [InlineData("http://chat.example.com", "cross-site", HttpStatusCode.Unauthorized)]
    [InlineData("https://chat.example.com:8443", "cross-site", HttpStatusCode.Unauthorized)]
    [InlineData("https://chat.example.com.evil.example", "cross-site", HttpStatusCode.Unauthorized)]
    [InlineData("https://evil.example", "cross-site", HttpStatusCode.Unauthorized)]
    [InlineData("https://evil.example", null, HttpStatusCode.Unauthorized)]
    [InlineData("https://chat.example.com https://evil.example", null, HttpStatusCode.Unauthorized)]
    [InlineData("null", "cross-site", HttpStatusCode.Unauthorized)]
    [InlineData(null, "cross-site", HttpStatusCode.Unauthorized)]
    public async Task Call_WithCookie_CountsForOwnAndConfiguredOrigins(string? origin, string? site, HttpStatusCode status)
    {
        using var answer = await PostAsync("/currenttime/mcp", List, "application/json", origin, site);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Change_OfTheRegistry_FromAConfiguredOrigin_IsRefused()
    {
        using var answer = await PostAsync(
            "/api/servers/toggle", "path=/currenttime&new_state=false", "application/x-www-form-urlencoded", Configured, "cross-site");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string body, string type, string? origin, string? site)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, type) };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        if (origin is not null)
        {
            request.Headers.TryAddWithoutValidation(
                "Origin", origin.Replace(Own, shared.Gateway.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal));
        }

        if (site is not null)
        {
            request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);
        }

        return await shared.Gateway.Client.SendAsync(request, Cancellation);
    }

    public sealed class WithAnOrigin : SharedGateway
    {
        private protected override IReadOnlyDictionary<string, string?> Settings { get; } =
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Proxy__AllowedOrigins__0"] = Configured };
    }
}
