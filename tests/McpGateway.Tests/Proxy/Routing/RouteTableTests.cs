using McpGateway.Proxy.Routing;

namespace McpGateway.Tests.Proxy.Routing;

public sealed class RouteTableTests
{
    private static readonly RouteTable Table = new(
        new[] { "/github", "/team", "/team/github", "/team/github/eu", "/a" }.Select(path => NewRoute(path)), 7);

    [Theory]
    [InlineData("/mcp", "")]
    [InlineData("/mcp/", "/")]
    [InlineData("/mcp/sse", "/sse")]
    public void Match_Alias_IsTheRouteItself(string path, string remainder)
    {
        var route = new Route { Path = "/mcpgw", Aliases = ["/mcp"], Upstream = new("inprocess://mcpgw/"), State = RouteState.Ready };
        var table = new RouteTable([route], 1);

        var match = table.Match(path);

        Assert.Same(route, match!.Value.Route);
        Assert.Equal("mcpgw", match.Value.Route.Name);
        Assert.Equal(remainder, match.Value.Remainder);
        Assert.Single(table.Routes);
    }

    [Theory]
    [InlineData("/github", "/github", "", true)]
    [InlineData("/github/", "/github", "/", true)]
    [InlineData("/github/mcp", "/github", "/mcp", true)]
    [InlineData("/github/mcp/", "/github", "/mcp", true)]
    [InlineData("/github/sse", "/github", "/sse", true)]
    [InlineData("/github/messages", "/github", "/messages", true)]
    [InlineData("/github/messages/", "/github", "/messages/", true)]
    [InlineData("/github/messages/a/b", "/github", "/messages/a/b", true)]
    [InlineData("/github/messagesx", "/github", "/messagesx", false)]
    [InlineData("/github/MCP", "/github", "/MCP", false)]
    [InlineData("/github/admin", "/github", "/admin", false)]
    [InlineData("/github/mcp/x", "/github", "/mcp/x", false)]
    [InlineData("/team/github/mcp", "/team/github", "/mcp", true)]
    [InlineData("/team/github/eu/mcp", "/team/github/eu", "/mcp", true)]
    [InlineData("/team/github/euro", "/team/github", "/euro", false)]
    [InlineData("/team/gitlab", "/team", "/gitlab", false)]
    [InlineData("/a/b/c/d/e/f/g", "/a", "/b/c/d/e/f/g", false)]
    public void Match_Path_FindsTheLongestRoute(string path, string route, string remainder, bool isPublicSurface)
    {
        var match = Table.Match(path);

        Assert.NotNull(match);
        Assert.Equal(route, match.Value.Route.Path);
        Assert.Equal(remainder, match.Value.Remainder);
        Assert.Equal(isPublicSurface, match.Value.IsPublicSurface);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/githubx")]
    [InlineData("/githubx/mcp")]
    [InlineData("/GitHub")]
    [InlineData("/gith")]
    [InlineData("/x/github")]
    public void Match_OtherPath_FindsNothing(string path) => Assert.Null(Table.Match(path));

    [Fact]
    public void Match_EmptyTable_FindsNothing() => Assert.Null(RouteTable.Empty.Match("/github"));

    [Fact]
    public void Match_WellKnownRemainder_DoesNotAllocate()
    {
        Assert.NotNull(Table.Match("/team/github/mcp"));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var match = Table.Match("/team/github/mcp");
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.NotNull(match);
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Match_TenThousandRoutes_FindsEach()
    {
        var table = new RouteTable(Enumerable.Range(0, 10_000).Select(index => NewRoute($"/team{index % 100}/server{index}")), 1);

        Assert.All(Enumerable.Range(0, 10_000), index =>
            Assert.Equal($"/team{index % 100}/server{index}", table.Match($"/team{index % 100}/server{index}/mcp")?.Route.Path));
    }

    /// <summary>It is read for every request: nothing is made for it then.</summary>
    [Fact]
    public void Key_OfAVersion_IsMadeOnceOfPathAndVersion()
    {
        var version = NewRoute("/a") with { Version = "2" };

        Assert.Equal("/a:2", version.Key);
        Assert.Same(version.Key, version.Key);
        Assert.Equal("/b:2", (version with { Path = "/b" }).Key);
        Assert.Equal("/a", (version with { Version = null }).Key);
        Assert.Equal(version.Key, new Route { Version = "2", Path = "/a", Upstream = version.Upstream, State = version.State }.Key);
    }

    internal static Route NewRoute(string path, string upstream = "http://upstream:8000/") =>
        new() { Path = path, Upstream = new Uri(upstream), State = RouteState.Ready };
}
