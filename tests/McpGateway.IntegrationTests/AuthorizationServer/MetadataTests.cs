using System.Net;
using McpGateway.IntegrationTests.Identity;

namespace McpGateway.IntegrationTests.AuthorizationServer;

public sealed class MetadataTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("/mcp", "/mcp")]
    [InlineData("/currenttime/mcp", "/currenttime/mcp")]
    [InlineData("/no-such-server", "/no-such-server")]
    [InlineData("/group/server/sse", "/group/server/sse")]
    public async Task ProtectedResource_AnyPlausiblePath_NamesItselfAndTheIssuer(string path, string resource)
    {
        await using var world = await OAuthWorld.StartAsync();
        using var answer = await world.Host.GetAsync("/.well-known/oauth-protected-resource" + path);

        var json = await AuthHost.JsonAsync(answer);
        Assert.Equal(world.Origin + resource, json.GetProperty("resource").GetString());
        Assert.Equal(world.Origin, json.GetProperty("authorization_servers")[0].GetString());
    }

    [Theory]
    [InlineData("/a//b")]
    [InlineData("/a%20b")]
    [InlineData("/a;b")]
    public async Task ProtectedResource_PathThatNoServerCanHave_IsNotFound(string path)
    {
        await using var world = await OAuthWorld.StartAsync();
        using var answer = await world.Host.GetAsync("/.well-known/oauth-protected-resource" + path);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("/.well-known/oauth-authorization-server")]
    [InlineData("/.well-known/oauth-authorization-server/currenttime/mcp")]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/.well-known/openid-configuration/currenttime")]
    public async Task AuthorizationServer_EveryForm_NamesOneIssuer(string path)
    {
        await using var world = await OAuthWorld.StartAsync();
        using var answer = await world.Host.GetAsync(path);

        // Strangers cannot tell what is not there.
        var cookie = await world.Host.SignInAsync();
        var json = await AuthHost.JsonAsync(answer);
        Assert.Equal(world.Origin, json.GetProperty("issuer").GetString());
        Assert.Equal(["S256"], json.GetProperty("code_challenge_methods_supported").EnumerateArray().Select(method => method.GetString()));
        Assert.True(json.GetProperty("authorization_response_iss_parameter_supported").GetBoolean());
        foreach (var member in json.EnumerateObject().Where(
            member => member.Name.EndsWith("_endpoint", StringComparison.Ordinal) || member.Name == "jwks_uri"))
        {
            // Each address that is named is there: none answers 404.
            using var named = await world.Host.GetAsync(new Uri(member.Value.GetString()!).PathAndQuery, cookie);
            Assert.NotEqual(HttpStatusCode.NotFound, named.StatusCode);
        }
    }

    [Fact]
    public async Task PublicUrl_Configured_IsUsedWhateverTheHostHeader()
    {
        await using var world = await OAuthWorld.StartAsync(("PUBLIC_URL", "https://mcp.example.com/"));
        using var metadata = await world.Host.GetAsync("/.well-known/oauth-protected-resource/currenttime", ("Host", "evil.example"));
        using var refused = await world.Host.GetAsync("/currenttime/mcp", ("Host", "evil.example"));

        Assert.Equal("https://mcp.example.com/currenttime", (await AuthHost.JsonAsync(metadata)).GetProperty("resource").GetString());
        Assert.Contains(
            "resource_metadata=\"https://mcp.example.com/.well-known/oauth-protected-resource/currenttime/mcp\"",
            refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUBLIC_URL", "https://mcp.example.com/oauth2")]
    [InlineData("PUBLIC_URL", "mcp.example.com")]
    [InlineData("PUBLIC_URL", "HTTPS://MCP.example.com")]
    [InlineData("OAuth:AccessTokenLifetime", "02:00:00")]
    [InlineData("OAuth:RefreshTokenLifetime", "00:00:01")]
    [InlineData("OAuth:DeviceCodeLifetime", "00:00:01")]
    [InlineData("OAuth:AnonymousRequestsPerHour", "0")]
    [InlineData("OAuth:Clients:0:ClientId", "bad id")]
    [InlineData("OAuth:Clients:0:ClientSecret", "short")]
    [InlineData("OAuth:Clients:0:RedirectUris:0", "http://evil.example/")]
    public async Task Options_BadValue_StartFails(string key, string value) =>
        await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => AuthHost.StartAsync((key, value)));
}
