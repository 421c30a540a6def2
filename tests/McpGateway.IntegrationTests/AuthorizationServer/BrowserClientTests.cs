using System.Net;
using McpGateway.IntegrationTests.Identity;

namespace McpGateway.IntegrationTests.AuthorizationServer;

/// <summary>What pages of other origins may do: ask the endpoints for programs, without the user's cookie.</summary>
public sealed class BrowserClientTests
{
    private static readonly (string Name, string Value) Page = ("Origin", "https://app.example");

    [Theory]
    [InlineData("GET", "/.well-known/oauth-protected-resource")]
    [InlineData("GET", "/.well-known/oauth-authorization-server/currenttime/mcp")]
    [InlineData("POST", "/oauth2/token")]
    [InlineData("POST", "/oauth2/register")]
    [InlineData("PUT", "/oauth2/register/some-client")]
    [InlineData("POST", "/oauth2/revoke")]
    public async Task Preflight_EndpointForPrograms_IsAllowedForAnyOriginWithoutCredentials(string method, string path)
    {
        await using var host = await AuthHost.StartAsync();

        using var answer = await host.SendAsync(
            HttpMethod.Options, path,
            headers: [Page, ("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", "mcp-protocol-version")]);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains(method, answer.Headers.GetValues("Access-Control-Allow-Methods").Single().Split(','));
        Assert.Contains("MCP-Protocol-Version", answer.Headers.GetValues("Access-Control-Allow-Headers").Single().Split(','));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Theory]
    [InlineData("GET", "/oauth2/authorize")]
    [InlineData("POST", "/oauth2/device_authorization")]
    [InlineData("POST", "/api/auth/login")]
    [InlineData("GET", "/api/auth/me")]
    public async Task Preflight_OtherEndpoint_IsNotAllowed(string method, string path)
    {
        await using var host = await AuthHost.StartAsync();

        using var answer = await host.SendAsync(
            HttpMethod.Options, path, headers: [Page, ("Access-Control-Request-Method", method)]);

        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Answer_EndpointForPrograms_MayBeReadByPages_RefusalsToo()
    {
        await using var host = await AuthHost.StartAsync();

        using var read = await host.GetAsync("/.well-known/oauth-authorization-server", Page);
        using var refused = await host.SendAsync(
            HttpMethod.Post, "/oauth2/token", content: new FormUrlEncodedContent([new("grant_type", "password")]), headers: Page);

        Assert.Equal("*", read.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("*", refused.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }
}
