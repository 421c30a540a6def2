using McpGateway.Proxy.Routing;

namespace McpGateway.Tests.Proxy.Routing;

public sealed class RoutePathTests
{
    [Theory]
    [InlineData("/github", "/github")]
    [InlineData("github", "/github")]
    [InlineData(" /currenttime/ ", "/currenttime")]
    [InlineData("/team/github.eu_1~x-y", "/team/github.eu_1~x-y")]
    [InlineData("/apis", "/apis")]
    [InlineData("/mcpgw", "/mcpgw")]
    [InlineData("/team/api", "/team/api")]
    public void TryNormalize_GoodPath_GivesTheCanonicalForm(string input, string expected)
    {
        Assert.True(RoutePath.TryNormalize(input, out var path, out var error), error);
        Assert.Equal(expected, path);
    }

    [Theory]
    [InlineData(null, "must start with")]
    [InlineData("", "must start with")]
    [InlineData("/", "must start with")]
    [InlineData("//a", "empty segment")]
    [InlineData("/a//b", "empty segment")]
    [InlineData("/a//", "empty segment")]
    [InlineData("/a/../b", "'..'")]
    [InlineData("/a/.", "'..'")]
    [InlineData("/a b", "not allowed")]
    [InlineData("/a%2fb", "not allowed")]
    [InlineData("/a;b", "not allowed")]
    [InlineData("/a\\b", "not allowed")]
    [InlineData("/a?b", "not allowed")]
    [InlineData("/a#b", "not allowed")]
    [InlineData("/é", "not allowed")]
    [InlineData("/a\nb", "not allowed")]
    [InlineData("/1/2/3/4/5/6/7/8/9", "segments")]
    [InlineData("/github/mcp", "'mcp'")]
    [InlineData("/github/sse/x", "'sse'")]
    [InlineData("/github/Messages", "'Messages'")]
    public void TryNormalize_BadPath_SaysWhatToDo(string? input, string reason)
    {
        Assert.False(RoutePath.TryNormalize(input, out _, out var error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api")]
    [InlineData("v0.1")]
    [InlineData("oauth2")]
    [InlineData(".well-known")]
    [InlineData("health")]
    [InlineData("validate")]
    [InlineData("openapi.json")]
    [InlineData("docs")]
    [InlineData("redoc")]
    [InlineData("login")]
    [InlineData("logout")]
    [InlineData("ui")]
    [InlineData("static")]
    [InlineData("_framework")]
    [InlineData("_blazor")]
    [InlineData("_content")]
    [InlineData("metrics")]
    [InlineData("mcp")]
    [InlineData("favicon.ico")]
    [InlineData("realms")]
    [InlineData("keycloak")]
    [InlineData("internal")]
    [InlineData("callback")]
    [InlineData("authorize")]
    [InlineData("token")]
    [InlineData("register")]
    [InlineData("config")]
    public void Validate_ReservedFirstSegment_IsRefusedInAnyCase(string segment)
    {
        Assert.Contains("gateway itself uses", RoutePath.Validate("/" + segment), StringComparison.Ordinal);
        Assert.NotNull(RoutePath.Validate("/" + segment.ToUpperInvariant() + "/x"));
        Assert.Contains(segment, RoutePath.ReservedFirstSegments);
    }

    [Fact]
    public void Validate_TooLong_IsRefused() => Assert.NotNull(RoutePath.Validate("/" + new string('a', RoutePath.MaxLength)));
}
