using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Federation;
using McpGateway.Core.Federation.Sync;
using static McpGateway.IntegrationTests.Registry.TestScopes;

namespace McpGateway.IntegrationTests.Federation;

/// <summary>Gateways that read each other, and one that lies.</summary>
public sealed class PeerTests
{
    [Fact]
    public async Task TwoGateways_ReadEachOther_EachHasTheOthersItemsOnce()
    {
        await using var left = await FederationHost.StartAsync();
        await using var right = await FederationHost.StartAsync();
        await left.RegisterAsync("/time");
        await right.RegisterAsync("/weather");
        await left.ConfigureAsync("right", Peer(right.Url));
        await right.ConfigureAsync("left", Peer(left.Url));

        for (var round = 0; round < 3; round++)
        {
            await left.SyncAsync("right");
            await right.SyncAsync("left");
        }

        Assert.Equal(["/right/weather", "/time"], left.Catalog.Current.Keys);
        Assert.Equal(["/left/time", "/weather"], right.Catalog.Current.Keys);
        Assert.Equal(right.Url + "/weather/mcp", left.Catalog.Current["/right/weather"].Server.ProxyPassUrl);
    }

    [Fact]
    public async Task Export_PrivateAgents_NeverCross()
    {
        await using var left = await FederationHost.StartAsync();
        await using var right = await FederationHost.StartAsync();
        foreach (var (path, visibility) in ((string, string)[])[("/open", "public"), ("/secret", "private")])
        {
            await left.PublishAgentAsync(path, visibility);
        }

        await right.ConfigureAsync("left", Peer(left.Url));
        await right.SyncAsync("left");

        var (key, agent) = Assert.Single(right.Get<AgentCatalog>().Current);
        Assert.Equal(("/left/open", left.Url + "/open"), (key, agent.Card.Url));
        Assert.DoesNotContain("helper.example.com", agent.Agent.Card.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_ServersThatNotEverybodySees_NeverCross()
    {
        await using var left = await FederationHost.StartAsync();
        foreach (var visibility in (string[])["public", "private", "group-restricted"])
        {
            var added = await left.SendFormAsync(
                Admin, "/api/servers/register", ("name", visibility), ("description", "d"), ("path", "/" + visibility),
                ("proxy_pass_url", "https://x.example.com/mcp"), ("visibility", visibility), ("allowed_groups", "g"));
            Assert.True(added.Status == 201, added.Text);
        }

        var exported = (await left.GetAsync(Admin, "/api/federation/servers")).Json.GetProperty("items");

        Assert.Equal("/public", Assert.Single(exported.EnumerateArray()).GetProperty("path").GetString());
    }

    [Fact]
    public async Task Sync_GroupRestrictedItems_AreReported_AndPrivateOnesAreNobodysBusiness()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = static request => (200, Page(request.Path.Value!.EndsWith("/agents", StringComparison.Ordinal)
            ?
            [
                $$"""{"path":"/some","visibility":"group-restricted","card":{{FederationHost.Card}}}""",
                $$"""{"path":"/none","visibility":"private","card":{{FederationHost.Card}}}""",
            ]
            : []));
        await using var host = await FederationHost.StartAsync();
        await host.ConfigureAsync("far", Peer(server.Url));

        var run = await host.SyncAsync("far");

        var problem = Assert.Single(run.GetProperty("problems").EnumerateArray());
        Assert.Equal("/some", problem.GetProperty("item").GetString());
        Assert.Contains("group-restricted", problem.GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Empty(host.Get<AgentCatalog>().Current);
    }

    [Fact]
    public async Task Export_Callers_SeeWhatTheyMayUse_AndNothingFromElsewhere()
    {
        await using var left = await FederationHost.StartAsync();
        await using var right = await FederationHost.StartAsync();
        await left.RegisterAsync("/currenttime");
        await left.RegisterAsync("/other");
        await right.RegisterAsync("/weather");
        await left.ConfigureAsync("right", Peer(right.Url));
        await left.SyncAsync("right");

        var all = (await left.GetAsync(Admin, "/api/federation/servers")).Json;
        var some = (await left.GetAsync(User, "/api/federation/servers")).Json;
        var generation = all.GetProperty("sync_generation").GetInt64();
        var since = (await left.GetAsync(Admin, $"/api/federation/servers?since_generation={generation}")).Json;

        Assert.Equal(
            ["/currenttime", "/other"],
            all.GetProperty("items").EnumerateArray().Select(static item => item.GetProperty("path").GetString()));
        Assert.Equal("/currenttime", Assert.Single(some.GetProperty("items").EnumerateArray()).GetProperty("path").GetString());
        Assert.DoesNotContain("local.example.com", all.GetRawText(), StringComparison.Ordinal);
        Assert.Empty(since.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Sync_FromItself_IsRefused()
    {
        await using var host = await FederationHost.StartAsync();
        await host.RegisterAsync("/time");
        await host.ConfigureAsync("me", Peer(host.Url));

        var run = await host.SyncAsync("me");

        Assert.Contains("itself", run.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(["/time"], host.Catalog.Current.Keys);
    }

    [Fact]
    public async Task LyingPeer_IsContained()
    {
        await using var server = await SourceServer.StartAsync();
        string[] items =
        [
            """
            {"path":"/good","server_name":"good","proxy_pass_url":"https://good.example.com/","is_admin":true,"is_enabled":true,
             "is_built_in":true,"registered_by":"admin","headers":[{"Authorization":"x"}],"num_stars":5,"groups":["mcp-registry-admin"]}
            """,
            """{"path":"/../currenttime","server_name":"climbs","proxy_pass_url":"https://x.example.com/"}""",
            """{"path":"/a//b%2f","server_name":"encodes","proxy_pass_url":"https://x.example.com/"}""",
            """{"path":"/meta","server_name":"metadata","proxy_pass_url":"http://169.254.169.254/latest/meta-data"}""",
            """{"path":"/user","server_name":"user","proxy_pass_url":"https://admin:pw@x.example.com/"}""",
            """{"path":"/scheme","server_name":"scheme","proxy_pass_url":"inprocess://mcpgw/"}""",
            """{"path":"/name","server_name":"currenttime","proxy_pass_url":"https://x.example.com/"}""",
            """{"path":"/private","visibility":"private","server_name":"p","proxy_pass_url":"https://x.example.com/"}""",
            """{"path":"/ours","sync_metadata":{"is_federated":true},"server_name":"p","proxy_pass_url":"https://x.example.com/"}""",
            $$"""{"path":"/huge","server_name":"{{new string('x', 300_000)}}","proxy_pass_url":"https://x.example.com/"}""",
        ];
        server.Answer = request => request.Path.Value!.EndsWith("/servers", StringComparison.Ordinal) ? (200, Page(items)) : (404, "{}");
        await using var host = await FederationHost.StartAsync();
        await host.RegisterAsync("/currenttime");
        await host.ConfigureAsync("liar", Peer(server.Url));

        var run = await host.SyncAsync("liar");

        Assert.Equal(["/currenttime", "/liar/good"], host.Catalog.Current.Keys);
        var good = host.Catalog.Current["/liar/good"].Server;
        Assert.Equal((false, false, 0.0, "federation:liar"), (good.IsEnabled, good.IsBuiltIn, good.Stars, good.RegisteredBy));
        Assert.Equal(7, run.GetProperty("refused").GetInt32());
        Assert.DoesNotContain("pw@", run.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PeerWithoutEnd_IsStoppedAtTheLimit()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = static request => (200, $$"""
            {"items":[{"path":"/s{{request.Query["offset"]}}","server_name":"s","proxy_pass_url":"https://x.example.com/"}],"has_more":true}
            """);
        await using var host = await FederationHost.StartAsync(("Federation:MaxItems", "20"));
        await host.ConfigureAsync("endless", Peer(server.Url));

        var run = await host.SyncAsync("endless");

        Assert.Contains("Federation:MaxItems", run.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(20, host.Catalog.Current.Count);
    }

    /// <summary>This gateway's registry API tells a reader of changes what is gone, too: no full reading is needed.</summary>
    [Fact]
    public async Task RegistryApi_ReadForChanges_TellsWhatIsGoneAndWhatIsNew()
    {
        await using var left = await FederationHost.StartAsync();
        await using var right = await FederationHost.StartAsync();
        await left.RegisterAsync("/time");
        await left.RegisterAsync("/weather");
        var source = new SourceRecord { Id = "left", Kind = SourceKinds.Registry, Endpoint = left.Url, Enabled = true, Token = Admin };
        var request = new SyncRequest(SyncRequest.Schedule, null, IsFull: false, IsDryRun: false);
        var sync = right.Get<SyncCoordinator>();
        var first = await sync.RunAsync("left", source, request, FederationHost.Timeout());

        var removed = await left.SendFormAsync(Admin, "/api/servers/remove", ("path", "/weather"));
        await left.RegisterAsync("/later");
        var second = await sync.RunAsync("left", source, request, FederationHost.Timeout());

        Assert.Equal((200, 2), (removed.Status, first.Value?.Run.Added));
        Assert.Equal((false, 1, 1), (second.Value!.Run.IsFull, second.Value.Run.Added, second.Value.Run.Removed));
        Assert.Equal(
            ["/io.mcpgateway-later False", "/io.mcpgateway-time False", "/io.mcpgateway-weather True"],
            right.Catalog.Current.Values.Select(static entry => $"{entry.Server.Key} {entry.Server.Origin!.OrphanedAt is not null}"));
    }

    private static string Page(IEnumerable<string> items) =>
        $$"""{"items":[{{string.Join(',', items)}}],"sync_generation":1,"has_more":false,"registry_id":"liar"}""";

    private static string Peer(string url) => $$"""{"kind":"peer","enabled":true,"endpoint":"{{url}}","token":"{{Admin}}"}""";
}
