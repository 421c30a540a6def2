using McpGateway.Proxy.CrossOrigin;
using McpGateway.Proxy.Routing;

namespace McpGateway.Tests.Proxy.CrossOrigin;

public sealed class CrossOriginPathsTests
{
    [Theory]
    [InlineData("/currenttime", true)]
    [InlineData("/currenttime/mcp", true)]
    [InlineData("/team/nobody/knows/sse", true)]
    [InlineData("/apis", true)]
    [InlineData("/uix", true)]
    [InlineData("/.well-known/jwks.json", true)]
    [InlineData("/.well-known/oauth-protected-resource/currenttime/mcp", true)]
    [InlineData("/v0.1/servers", true)]
    [InlineData("/api/servers", true)]
    [InlineData("/API/Servers", true)]
    [InlineData("/api/auth/me", true)]
    [InlineData("/api/nothing", true)]
    [InlineData("/openapi.json", true)]
    [InlineData("/oauth2/token", true)]
    [InlineData("/oauth2/register/some-client", true)]
    [InlineData("/oauth2/device_authorization", true)]
    [InlineData("/oauth2/jwks", true)]
    [InlineData("/oauth2/introspect", true)]
    [InlineData("/oauth2/revoke", true)]
    [InlineData("", false)]
    [InlineData("/", false)]
    [InlineData("//api/servers", true)]
    [InlineData("/ui", false)]
    [InlineData("/UI/servers", false)]
    [InlineData("/login", false)]
    [InlineData("/device", false)]
    [InlineData("/oauth2", false)]
    [InlineData("/oauth2/authorize", false)]
    [InlineData("/oauth2/tokens", false)]
    [InlineData("/oauth2/callback/github", false)]
    [InlineData("/oauth2/egress/callback", false)]
    [InlineData("/api/auth/login", false)]
    [InlineData("/API/AUTH/LOGIN", false)]
    [InlineData("/api/auth/logout", false)]
    [InlineData("/api/auth/password", false)]
    [InlineData("/api/internal/list", false)]
    [InlineData("/_blazor/negotiate", false)]
    [InlineData("/validate", false)]
    [InlineData("/health", false)]
    public void AreOpen_Path_IsForProgramsOrServers(string path, bool isOpen) => Assert.Equal(isOpen, CrossOriginPaths.AreOpen(path));

    [Fact]
    public void AreOpen_EveryFirstSegmentThatTheGatewayKeeps_IsClosedUnlessNamed()
    {
        string[] open = [".well-known", "api", "openapi.json", "v0.1"];

        Assert.Equal(open, RoutePath.ReservedFirstSegments.Where(static segment => CrossOriginPaths.AreOpen("/" + segment)));
    }
}
