using McpGateway.Core.Agents.Directory;
using static McpGateway.IntegrationTests.Registry.TestScopes;

namespace McpGateway.IntegrationTests.Federation;

/// <summary>What a gateway does not share any more leaves its peers at their next run, without everything being read.</summary>
public sealed class PeerDepartureTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Server_MadePrivateAfterItCrossed_IsGoneAtThePeerWithTheNextRun(bool removes)
    {
        await using var left = await FederationHost.StartAsync();
        await using var right = await FederationHost.StartAsync();
        await left.PublishAsync("/time", "public");
        await left.PublishAsync("/weather", "public");
        await right.ConfigureAsync("left", Peer(left.Url, $"\"remove_missing\":{(removes ? "true" : "false")},"));
        await right.RunScheduledAsync("left");

        await left.PublishAsync("/weather", "private");
        var run = await right.RunScheduledAsync("left");
        var after = await right.RunScheduledAsync("left");

        Assert.Equal((false, 1, 0), (run.IsFull, run.Removed, after.Removed));
        string[] kept = removes ? ["/left/time False"] : ["/left/time False", "/left/weather True"];
        Assert.Equal(
            kept,
            right.Catalog.Current.Values.Select(static entry => $"{entry.Server.Key} {entry.Server.Origin!.OrphanedAt is not null}"));

        await left.PublishAsync("/weather", "public");
        await right.RunScheduledAsync("left");
        Assert.Null(right.Catalog.Current["/left/weather"].Server.Origin!.OrphanedAt);
    }

    /// <summary>That nothing is left is believed of who says so, and marked only: a right that was lost by mistake comes back.</summary>
    [Fact]
    public async Task Server_ThatIsTheOnlyOne_IsMarked_ByAFullReadingToo()
    {
        await using var left = await FederationHost.StartAsync();
        await using var right = await FederationHost.StartAsync();
        await left.PublishAsync("/time", "public");
        await right.ConfigureAsync("left", Peer(left.Url, "\"remove_missing\":true,"));
        await right.RunScheduledAsync("left");

        await left.PublishAsync("/time", "private");
        var run = await right.RunScheduledAsync("left");
        var full = await right.SyncAsync("left");

        Assert.Equal((1, "completed"), (run.Removed, full.GetProperty("status").GetString()));
        Assert.NotNull(right.Catalog.Current["/left/time"].Server.Origin!.OrphanedAt);
    }

    [Theory]
    [InlineData("private")]
    [InlineData("group-restricted")]
    public async Task Agent_RestrictedAfterItCrossed_IsGoneAtThePeerWithTheNextRun(string visibility)
    {
        await using var left = await FederationHost.StartAsync();
        await using var right = await FederationHost.StartAsync();
        await left.PublishAgentAsync("/open", "public");
        await left.PublishAgentAsync("/other", "public");
        await right.ConfigureAsync("left", Peer(left.Url));
        await right.RunScheduledAsync("left");

        await left.PublishAgentAsync("/open", visibility, isNew: false);
        var run = await right.RunScheduledAsync("left");

        Assert.Equal((false, 1), (run.IsFull, run.Removed));
        Assert.Equal(
            ["/left/open True", "/left/other False"],
            right.Get<AgentCatalog>().Current.Select(
                static item => $"{item.Key} {item.Value.Agent.Origin!.OrphanedAt is not null}").Order(StringComparer.Ordinal));
    }

    /// <summary>The list names what its reader may have, and is there for who asks for it only.</summary>
    [Fact]
    public async Task Paths_NameWhatTheReaderMayHave_AndNothingElse()
    {
        await using var left = await FederationHost.StartAsync();
        await left.PublishAsync("/currenttime", "public");
        await left.PublishAsync("/other", "public");
        await left.PublishAsync("/secret", "private");
        var newest = (await left.GetAsync(Admin, "/api/federation/servers")).Json.GetProperty("sync_generation").GetInt64();
        var query = $"/api/federation/servers?since_generation={newest}&with_paths=true";

        var all = (await left.GetAsync(Admin, query)).Json;
        var some = (await left.GetAsync(User, query)).Json;
        var plain = (await left.GetAsync(Admin, "/api/federation/servers")).Json;

        Assert.Empty(all.GetProperty("items").EnumerateArray());
        Assert.Equal(["/currenttime", "/other"], all.GetProperty("paths").EnumerateArray().Select(static path => path.GetString()));
        Assert.Equal("/currenttime", Assert.Single(some.GetProperty("paths").EnumerateArray()).GetString());
        Assert.False(plain.TryGetProperty("paths", out _));
    }

    /// <summary>The Python product lists none, and a list of another form is none.</summary>
    [Theory]
    [InlineData("")]
    [InlineData(",\"paths\":null")]
    [InlineData(",\"paths\":[17]")]
    public async Task Peer_WithoutAList_TakesNothingAwayBetweenFullReadings(string paths)
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = request => (200, (request.Path.Value!.EndsWith("/servers", StringComparison.Ordinal)
                && !request.Query.ContainsKey("since_generation")
            ? """{"items":[{"path":"/a","server_name":"a","proxy_pass_url":"https://a.example.com/"}],"sync_generation":7"""
            : """{"items":[],"sync_generation":8""") + paths + ",\"has_more\":false,\"registry_id\":\"far\"}");
        await using var host = await FederationHost.StartAsync();
        await host.ConfigureAsync("far", Peer(server.Url));
        await host.RunScheduledAsync("far");

        var run = await host.RunScheduledAsync("far");

        Assert.Equal((false, 0), (run.IsFull, run.Removed));
        Assert.Null(host.Catalog.Current["/far/a"].Server.Origin!.OrphanedAt);
    }

    private static string Peer(string url, string more = "") =>
        $$"""{"kind":"peer","enabled":true,{{more}}"endpoint":"{{url}}","token":"{{Admin}}"}""";
}
