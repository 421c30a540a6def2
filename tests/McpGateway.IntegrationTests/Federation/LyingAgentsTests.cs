using McpGateway.Core.Agents.Directory;
using static McpGateway.IntegrationTests.Registry.TestScopes;

namespace McpGateway.IntegrationTests.Federation;

/// <summary>A peer whose agents lie; what lies of servers do is in <see cref="PeerTests"/>.</summary>
public sealed class LyingAgentsTests
{
    [Fact]
    public async Task Agents_OfALyingPeer_AreContained()
    {
        await using var server = await SourceServer.StartAsync();
        string[] agents =
        [
            $$"""
            {"path":"/good","is_enabled":true,"is_admin":true,"registered_by":"admin","trust_level":"trusted","num_stars":5,
             "allowed_groups":["mcp-registry-admin"],"visibility":"public","card":{{FederationHost.Card}}}
            """,
            Agent("/meta", Card("https://helper.example.com/a2a", "http://169.254.169.254/latest")),
            Agent("/user", Card("https://", "https://admin:pw@")),
            Agent("/huge", Card("\"helps\"", $"\"{new string('x', 300_000)}\"")),
            Agent("/../good", FederationHost.Card),
            Agent("/a//b%2f", FederationHost.Card),
            Agent("/no-card", "{}"),
            Agent("/good", FederationHost.Card),
            """{"path":"/text","card":"{}"}""",
        ];
        server.Answer = request => (200, Page(request.Path.Value!.EndsWith("/agents", StringComparison.Ordinal) ? agents : []));
        await using var host = await FederationHost.StartAsync();
        await host.PublishAgentAsync("/good", "private");
        await host.ConfigureAsync("liar", Peer(server.Url));

        var run = await host.SyncAsync("liar");

        var current = host.Get<AgentCatalog>().Current;
        Assert.Equal(["/good", "/liar/good"], current.Keys.Order(StringComparer.Ordinal));
        var good = current["/liar/good"].Agent;
        Assert.Equal(
            (false, "federation:liar", "unverified", 0.0),
            (good.IsEnabled, good.RegisteredBy, good.TrustLevel, good.Stars));
        Assert.Empty(good.AllowedGroups);
        Assert.Null(current["/good"].Agent.Origin);
        Assert.Equal(8, run.GetProperty("refused").GetInt32());
        Assert.DoesNotContain("pw@", run.GetRawText(), StringComparison.Ordinal);
        Assert.True(run.GetRawText().Length < 20_000, "What is huge is in the report");
    }

    /// <summary>Whatever a peer calls its items, they stand below its own id: no path of the gateway's can be had.</summary>
    [Fact]
    public async Task Items_WithPathsOfTheGatewayItself_StandBelowTheSource()
    {
        await using var server = await SourceServer.StartAsync();
        string[] items =
        [
            """{"path":"/api/servers","server_name":"api","proxy_pass_url":"https://x.example.com/"}""",
            """{"path":"/.well-known","server_name":"known","proxy_pass_url":"https://x.example.com/"}""",
            """{"path":"/clock","server_name":"tick","proxy_pass_url":"https://x.example.com/"}""",
        ];
        server.Answer = request => (200, Page(request.Path.Value!.EndsWith("/servers", StringComparison.Ordinal) ? items : []));
        await using var host = await FederationHost.StartAsync();
        await host.ConfigureAsync("liar", Peer(server.Url));

        await host.SyncAsync("liar");

        Assert.All(host.Catalog.Current.Keys, static key => Assert.StartsWith("/liar/", key, StringComparison.Ordinal));
        Assert.Contains("/liar/clock", host.Catalog.Current.Keys);
    }

    /// <summary>A document's items stand where they say: not at what the gateway keeps, and each path once.</summary>
    [Fact]
    public async Task Document_WithReservedAndDoublePaths_TakesTheRestIn()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = static _ => (200,
            """
            {"servers":[
             {"path":"/api/x","server_name":"api","proxy_pass_url":"https://x.example.com/"},
             {"path":"/one","server_name":"one","proxy_pass_url":"https://one.example.com/"},
             {"path":"/one/","server_name":"two","proxy_pass_url":"https://two.example.com/"},
             {"path":"/ONE","server_name":"three","proxy_pass_url":"https://three.example.com/"}]}
            """);
        await using var host = await FederationHost.StartAsync();
        await host.ConfigureAsync("far", $$"""{"kind":"document","enabled":true,"endpoint":"{{server.Url}}"}""");

        var run = await host.SyncAsync("far");

        Assert.DoesNotContain("/api/x", host.Catalog.Current.Keys);
        Assert.Equal("https://one.example.com/", host.Catalog.Current["/one"].Server.ProxyPassUrl);
        Assert.Contains(
            run.GetProperty("problems").EnumerateArray(),
            static problem => problem.GetProperty("problem").GetString() == "The source states it twice");
    }

    /// <summary>The card of an agent that helps, with one thing otherwise.</summary>
    private static string Card(string part, string other) => FederationHost.Card.Replace(part, other, StringComparison.Ordinal);

    private static string Agent(string path, string card) => $$"""{"path":"{{path}}","visibility":"public","card":{{card}}}""";

    private static string Page(IEnumerable<string> items) =>
        $$"""{"items":[{{string.Join(',', items)}}],"sync_generation":1,"has_more":false,"registry_id":"liar"}""";

    private static string Peer(string url) => $$"""{"kind":"peer","enabled":true,"endpoint":"{{url}}","token":"{{Admin}}"}""";
}
