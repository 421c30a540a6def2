using System.Text.Json.Nodes;

namespace McpGateway.IntegrationTests.Health.Upstreams;

/// <summary>Below another site, each place that tells a server's address tells the same one.</summary>
public sealed class SubPathTests
{
    private const string Origin = "https://example.test/mcp-gateway";

    [Fact]
    public async Task PublicUrl_WithAPath_IsPartOfEveryAddress()
    {
        await using var server = RawServer.Start(new UpstreamKind("usual").ServeAsync);
        await using var world = new UpstreamWorld { Settings = [("PUBLIC_URL", Origin)] };
        await world.InitializeAsync();
        var path = UpstreamWorld.NewPath();
        var detail = await world.RegisterAsync(path, new Uri(server.Address, "mcp").AbsoluteUri);

        var expected = Origin + path + "/mcp";
        Assert.Equal(expected, detail.GetProperty("gateway_url").GetString());
        var wellKnown = await world.GetAsync("/.well-known/mcp-servers");
        Assert.Contains(expected, wellKnown.GetProperty("servers").EnumerateArray().Select(entry => entry.GetProperty("url").GetString()));
        var registry = await world.GetAsync($"/v0.1/servers/io.mcpgateway%2F{path[1..]}/versions/latest");
        Assert.Equal(
            expected, registry.GetProperty("server").GetProperty("remotes")[0].GetProperty("url").GetString());

        using var found = await world.PostAsync("/mcpgw/mcp", "tools/call", new()
        {
            ["name"] = "intelligent_tool_finder",
            ["arguments"] = new JsonObject { ["natural_language_query"] = "alpha runs" },
        }, 1, []);
        Assert.Contains(
            expected, await found.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
