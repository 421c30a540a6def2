using McpGateway.Access.Scopes;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Search;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Foundation;

namespace McpGateway.Tests.Discovery.Search;

public sealed class ToolSearchTests
{
    private static readonly ServerRule[] All = [new("*", ["all"], ["all"])];

    [Fact]
    public async Task Search_RegisteredServer_IsFoundWithWhatACallNeeds()
    {
        await using var host = await DiscoveryHost.StartAsync();
        await host.PutScopeAsync("all", All);
        var server = Catalogue.Server("Clock", "time") with { AuthProvider = "keycloak" };
        await host.PutAsync(server, Catalogue.Tool(
            "current_time", "Time in a place", """{"type":"object","properties":{"zone":{"type":"string"}}}"""));

        var answer = await host.FindAsync("  what time is it ", "all");

        var tool = Assert.Single(answer.Tools);
        Assert.Equal(("/clock", "Clock", "current_time", "keycloak"), (tool.ServerPath, tool.ServerName, tool.ToolName, tool.AuthProvider));
        Assert.Equal("string", tool.InputSchema!.Value.GetProperty("properties").GetProperty("zone").GetProperty("type").GetString());
        Assert.Equal(["streamable-http"], tool.SupportedTransports);
        var found = Assert.Single(answer.Servers);
        Assert.Equal((1, true), (found.ToolCount, found.IsEnabled));
        Assert.Equal("what time is it", answer.Query);
        Assert.False(answer.IsHybrid);
        Assert.Null(answer.Degraded);
    }

    [Fact]
    public async Task Search_ServerChangesAndGoes_SearchFollows()
    {
        await using var host = await DiscoveryHost.StartAsync();
        await host.PutScopeAsync("all", All);
        var server = Catalogue.Server("Box");
        await host.PutAsync(server, Catalogue.Tool("current_time"));
        await host.PutAsync(server with { IsEnabled = false }, Catalogue.Tool("current_time"));
        Assert.Empty((await host.FindAsync("current time", "all")).Tools);

        await host.PutAsync(server, Catalogue.Tool("moon_phase"));
        Assert.Equal("moon_phase", Assert.Single((await host.FindAsync("moon", "all")).Tools).ToolName);
        Assert.Empty((await host.FindAsync("current time", "all")).Tools);

        var removal = new DocumentBatch()
            .Delete(ServerRepository.Servers, server.Key, null)
            .Delete(ServerRepository.Tools, server.Key, null);
        await host.Documents.CommitAsync(removal, TestContext.Current.CancellationToken);
        await host.Follower.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Empty((await host.FindAsync("moon", "all")).Servers);
    }

    [Fact]
    public async Task Search_PolicyChanges_NextSearchFollows()
    {
        await using var host = await DiscoveryHost.StartAsync();
        await host.PutAsync(Catalogue.Server("Clock"), Catalogue.Tool("current_time"), Catalogue.Tool("set_time"));
        await host.PutScopeAsync("some", new ServerRule("clock", ["tools/list"], ["current_time"]));
        Assert.Equal(["current_time"], (await host.FindAsync("time", "some")).Tools.Select(tool => tool.ToolName));

        await host.PutScopeAsync("some", new ServerRule("clock", ["tools/list"], ["set_time"]));
        Assert.Equal(["set_time"], (await host.FindAsync("time", "some")).Tools.Select(tool => tool.ToolName));

        await host.PutScopeAsync("some");
        Assert.Empty((await host.FindAsync("time", "some")).Servers);
        Assert.Empty((await host.FindAsync("time")).Servers);
    }

    [Fact]
    public async Task Search_ServersStoredBeforeTheStart_AreFound()
    {
        var store = new MemoryDocumentStorage();
        await using (var first = await DiscoveryHost.StartAsync(store: store))
        {
            await first.PutScopeAsync("all", All);
            await first.PutAsync(Catalogue.Server("Clock"), Catalogue.Tool("current_time"));
        }

        await using var second = await DiscoveryHost.StartAsync(store: store);

        Assert.Single((await second.FindAsync("current time", "all")).Tools);
    }

    [Theory]
    [InlineData("", 10, 0)]
    [InlineData("  ", 10, 0)]
    [InlineData("time", 0, 0)]
    [InlineData("time", 51, 0)]
    [InlineData("time", 10, -0.1)]
    [InlineData("time", 10, double.NaN)]
    public async Task Search_RequestOutOfBounds_IsRefused(string query, int maxResults, double minScore)
    {
        await using var host = await DiscoveryHost.StartAsync();

        var answer = await host.Search.SearchAsync(
            DiscoveryHost.Caller("all"),
            new SearchRequest { Query = query, MaxResults = maxResults, MinScore = minScore },
            TestContext.Current.CancellationToken);

        Assert.Equal(ErrorKind.Invalid, answer.Error?.Kind);
    }

    [Fact]
    public async Task Search_KindsAndWhy_AreHonoured()
    {
        await using var host = await DiscoveryHost.StartAsync();
        await host.PutScopeAsync("all", All);
        await host.PutAsync(Catalogue.Server("Clock"), Catalogue.Tool("current_time"));

        var answer = await host.Search.SearchAsync(
            DiscoveryHost.Caller("all"),
            new SearchRequest { Query = "current clock", Kinds = [EntityKind.Tool], Explains = true },
            TestContext.Current.CancellationToken);

        Assert.Empty(answer.Value!.Servers);
        Assert.Equal(["clock", "current"], Assert.Single(answer.Value.Tools).Why!.Words.Order(StringComparer.Ordinal));
    }
}
