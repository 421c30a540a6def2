using FsCheck;
using FsCheck.Fluent;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Tokens;
using McpGateway.Proxy.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace McpGateway.Tests.Identity.Tokens;

/// <summary>Resource indicators (RFC 8707): what a token may be bound to, and which requests it then opens.</summary>
public sealed class ResourceUriTests
{
    private const string Origin = "https://gateway.example";

    [Theory]
    [InlineData("https://gateway.example", Origin)]
    [InlineData("https://gateway.example/", Origin)]
    [InlineData("HTTPS://Gateway.Example/", Origin)]
    [InlineData("HTTPS://Gateway.Example/Weather", Origin + "/Weather")]
    [InlineData("https://gateway.example/weather/", Origin + "/weather/")]
    [InlineData("https://gateway.example/team/git-hub_1.x~/mcp", Origin + "/team/git-hub_1.x~/mcp")]
    [InlineData("https://gateway.example.evil/weather", null)]
    [InlineData("https://gateway.example@evil/weather", null)]
    [InlineData("https://gateway.example:444/weather", null)]
    [InlineData("http://gateway.example/weather", null)]
    [InlineData("https://other.example/weather", null)]
    [InlineData("https://gateway.example/weather?x=1", null)]
    [InlineData("https://gateway.example/weather#x", null)]
    [InlineData("https://gateway.example/wea ther", null)]
    [InlineData("https://gateway.example/%2e%2e/x", null)]
    [InlineData("https://gateway.example/a/../b", null)]
    [InlineData("https://gateway.example/a/./b", null)]
    [InlineData("https://gateway.example/..", null)]
    [InlineData("https://gateway.example//", null)]
    [InlineData("https://gateway.example/a//b", null)]
    [InlineData("https://gateway.example/a//", null)]
    [InlineData("https://gateway.example//a", null)]
    [InlineData("https://gateway.example/a\\b", null)]
    [InlineData("", null)]
    [InlineData("/weather", null)]
    public void Canonical_Resource_AsListed(string text, string? expected) => Assert.Equal(expected, ResourceUri.Canonical(text, Origin));

    [Fact]
    public void IsPlausible_Length_IsBounded()
    {
        Assert.True(ResourceUri.IsPlausible("/" + new string('a', 239)));
        Assert.False(ResourceUri.IsPlausible("/" + new string('a', 240)));
        Assert.False(ResourceUri.IsPlausible("/"));
        Assert.False(ResourceUri.IsPlausible(""));
        Assert.False(ResourceUri.IsPlausible("ab"));
        Assert.True(ResourceUri.IsPlausible("/a"));
        Assert.True(ResourceUri.IsPlausible("/..."));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("/", "")]
    [InlineData("/weather", "/weather")]
    [InlineData("/weather/", "/weather")]
    [InlineData("/weather/mcp", "/weather")]
    [InlineData("/weather/sse/", "/weather")]
    [InlineData("/weather/messages", "/weather")]
    [InlineData("/team/weather/mcp", "/team/weather")]
    [InlineData("/weather/other", "/weather/other")]
    [InlineData("/mcp", "/mcp")]
    [InlineData("/a/mcp", "/a")]
    [InlineData("/weather/MCP", "/weather/MCP")]
    public void ServerPath_Surface_IsTakenOff(string path, string expected) => Assert.Equal(expected, ResourceUri.ServerPath(path));

    [Theory]
    [InlineData("/weather", true)]
    [InlineData("/weather/", true)]
    [InlineData("/weather/mcp", true)]
    [InlineData("/weather/mcp/", true)]
    [InlineData("/weather/sse", true)]
    [InlineData("/weather/sse/", true)]
    [InlineData("/weather/messages", true)]
    [InlineData("/weather/messages/", true)]
    [InlineData("/weather/messages/7", true)]
    [InlineData("/weather/messages7", false)]
    [InlineData("/weather/mcp/x", false)]
    [InlineData("/weather/other", false)]
    [InlineData("/weathers", false)]
    [InlineData("/Weather", false)]
    [InlineData("/", false)]
    [InlineData("", false)]
    public void IsAddressOf_Path_AsListed(string path, bool expected) => Assert.Equal(expected, ResourceUri.IsAddressOf("/weather", path));

    [Theory]
    [InlineData("", "/anything/mcp", true)]
    [InlineData("/weather", "/weather/mcp", true)]
    [InlineData("/weather/mcp", "/weather", true)]
    [InlineData("/weather", "/other/mcp", false)]
    [InlineData("/weather", "/weather/below/mcp", false)]
    [InlineData("/weather", "/api/auth/me", true)]
    [InlineData("/weather", "/api/auth/me/", false)]
    [InlineData("/weather", "/api/servers", false)]
    [InlineData("/other /weather", "/weather/sse", true)]
    [InlineData("/other /weather", "/third/sse", false)]
    public void Covers_Request_AsListed(string resources, string path, bool expected)
    {
        var bound = TokenResources.Parse(Origin, [.. resources.Split(' ').Select(resource => Origin + resource)])!;

        Assert.Equal(expected, bound.Covers(Request("https", "gateway.example", path), Anywhere));
        Assert.False(bound.Covers(Request("https", "other.example", path), Anywhere));
        Assert.False(bound.Covers(Request("http", "gateway.example", path), Anywhere));
    }

    /// <summary>An agent owns every path below its own, so a token for it is good at all of them and for no server there.</summary>
    [Theory]
    [InlineData("/travel", "/travel", true)]
    [InlineData("/travel", null, false)]
    [InlineData("/travel/tasks", "/travel", false)]
    [InlineData("/other", "/travel", false)]
    public void Covers_RequestBelowAnAgent_ByTheAgentsPath(string resource, string? agent, bool expected)
    {
        var request = Request("https", "gateway.example", "/travel/tasks/1:cancel");
        if (agent is not null)
        {
            request.HttpContext.Features.Set(new AgentAddress(agent));
        }

        Assert.Equal(expected, TokenResources.Parse(Origin, [Origin + resource])!.Covers(request, Anywhere));
    }

    [Fact]
    public void Parse_ForeignOrNoAudience_IsNull()
    {
        Assert.Null(TokenResources.Parse(Origin, []));
        Assert.Null(TokenResources.Parse(Origin, [Origin, "https://other.example"]));
        Assert.Null(TokenResources.Parse(Origin, ["https://other.example"]));
        var bound = TokenResources.Parse(Origin, [Origin + "/a"])!;
        Assert.Equal(Origin, bound.Origin);
        Assert.Equal([Origin + "/a"], bound.Audiences);
    }

    /// <summary>
    /// A resource that is taken is one of this origin, has nothing that another parser could read otherwise, and is stable.
    /// </summary>
    [Fact]
    public void Canonical_AnyPath_IsRefusedOrSafe()
    {
        var piece = Gen.Elements(
            "/", "..", ".", "a", "mcp", "%2f", "\\", "?", "#", "@evil", ":1", " ", "\u0001", "é", "//", "HTTPS://gateway.example");
        Prop.ForAll(piece.ListOf().ToArbitrary(), pieces =>
        {
            var canonical = ResourceUri.Canonical(Origin + string.Concat(pieces), Origin);
            return canonical is null
                || (Uri.TryCreate(canonical, UriKind.Absolute, out var uri)
                    && uri.Host == "gateway.example"
                    && uri.AbsoluteUri.TrimEnd('/') == canonical.TrimEnd('/')
                    && ResourceUri.Canonical(canonical, Origin) == canonical);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    private static PublicOrigin Anywhere => new(new ConfigurationBuilder().Build());

    private static HttpRequest Request(string scheme, string host, string path)
    {
        var context = new DefaultHttpContext();
        context.Request.Scheme = scheme;
        context.Request.Host = new(host);
        context.Request.Path = path;
        return context.Request;
    }
}
