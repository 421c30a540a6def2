using System.Text.Json;
using McpGateway.Core.Federation;
using McpGateway.Core.Federation.Sources;
using McpGateway.Core.Federation.Sync;
using McpGateway.Core.Registry.Servers;
using static McpGateway.IntegrationTests.Registry.TestScopes;

namespace McpGateway.IntegrationTests.Federation;

/// <summary>Synchronisation with a registry that has everything that a registry can have.</summary>
[Collection(ProcessWide.Name)]
public sealed class SyncTests
{
    [Fact]
    public async Task Sync_TwelveThousandServers_AreThere_AndAgainWritesNothing()
    {
        const int count = 12_000;
        await using var server = await SourceServer.StartAsync();
        var pages = new RegistryPages
        {
            Entries =
            [
                .. Enumerable.Range(0, count).Select(static i => RegistryPages.Simple(i)),
                "17", "null", """{"server":{}}""", """{"server":{"name":"x\ud800/y"}}""",
                SourceServer.Entry("io.example/api", "http://169.254.169.254/latest"), RegistryPages.Simple(5),
                SourceServer.Entry("io.example/gone", null, status: "deleted"),
            ],
            FailingPage = 7,
        };
        server.Answer = pages.Answer;
        await using var host = await FederationHost.StartAtAsync(server);

        // Other tests run in this process, too.
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var first = await host.SyncAsync("anthropic");
        var revision = await host.NewestAsync();
        var second = await host.SyncAsync("anthropic");

        Assert.Equal("completed", first.GetProperty("status").GetString());
        Assert.Equal((count, 0, 6), Counts(first));
        Assert.Equal((0, count, 6), Counts(second));
        Assert.Equal(revision, await host.NewestAsync());
        Assert.Equal(count, host.Catalog.Current.Values.Count(static entry => entry.Server.Origin is not null));
        var one = host.Catalog.Current["/io.github.owner7-server-00007"].Server;
        Assert.Equal("https://server-7.example.com/mcp", one.ProxyPassUrl);
        Assert.Equal(("anthropic", "io.github.owner7/server-00007", "1.0.0"),
            (one.Origin!.Source, one.Origin.OriginalId, one.Origin.Version));
        Assert.Contains("anthropic-registry", one.Tags);
        Assert.False(one.IsEnabled);
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 500L * 1024 * 1024);
    }

    [Fact]
    public async Task Sync_ChangesAtTheSource_AreTakenOver_AndOnlyThey()
    {
        await using var server = await SourceServer.StartAsync();
        var pages = RegistryPages.Of(250);
        server.Answer = pages.Answer;
        await using var host = await FederationHost.StartAtAsync(server);
        await host.SyncAsync("anthropic");
        pages.Entries[3] = RegistryPages.Simple(3, "2.0.0");
        pages.Entries[4] = RegistryPages.Simple(4, status: "deleted");
        pages.Entries.RemoveAt(200);

        var preview = await host.SyncAsync("anthropic", "&dry_run=true");
        var revision = await host.NewestAsync();
        var run = await host.SyncAsync("anthropic");

        Assert.Equal(preview.GetProperty("changes").GetRawText(), run.GetProperty("changes").GetRawText());
        Assert.Equal((0, 247, 0), Counts(run));
        Assert.Equal((1, 2), (run.GetProperty("changed").GetInt32(), run.GetProperty("removed").GetInt32()));
        Assert.NotEqual(revision, await host.NewestAsync());
        Assert.Equal("2.0.0", Server(host, 3).Origin!.Version);
        Assert.NotNull(Server(host, 4).Origin!.OrphanedAt);
        Assert.NotNull(Server(host, 200).Origin!.OrphanedAt);
        Assert.Null(Server(host, 5).Origin!.OrphanedAt);

        pages.Entries.Add(RegistryPages.Simple(200));
        await host.SyncAsync("anthropic");
        Assert.Null(Server(host, 200).Origin!.OrphanedAt);
    }

    [Fact]
    public async Task Sync_PolicyRemoves_WhatIsGoneIsRemoved_ButAnEmptySourceIsNotBelieved()
    {
        await using var server = await SourceServer.StartAsync();
        var pages = RegistryPages.Of(3);
        server.Answer = pages.Answer;
        await using var host = await FederationHost.StartAtAsync(server, "\"remove_missing\":true,");
        await host.SyncAsync("anthropic");
        pages.Entries.RemoveAt(1);
        await host.SyncAsync("anthropic");
        pages.Entries.Clear();

        var empty = await host.SyncAsync("anthropic");

        Assert.Equal("failed", empty.GetProperty("status").GetString());
        Assert.Contains("not believed", empty.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(["/io.github.owner0-server-00000", "/io.github.owner2-server-00002"], host.Catalog.Current.Keys);
    }

    [Fact]
    public async Task Sync_SourceFailsInTheMiddle_WhatWasReadIsWhole_NothingIsGone_AndTheNextRunGoesOn()
    {
        await using var server = await SourceServer.StartAsync();
        var pages = new RegistryPages
        {
            Entries = RegistryPages.Of(500).Entries,
            FailingPage = 2,
            Failures = 3,
        };
        server.Answer = pages.Answer;
        await using var host = await FederationHost.StartAtAsync(server);

        var failed = await host.SyncAsync("anthropic");
        var half = host.Catalog.Current.Count;
        var completed = await host.SyncAsync("anthropic");

        Assert.Equal(("failed", 200), (failed.GetProperty("status").GetString(), half));
        Assert.Equal(0, failed.GetProperty("removed").GetInt32());
        Assert.Equal((300, 200, 0), Counts(completed));
    }

    /// <summary>
    /// As if the process had died there: whatever was stored is whole, nothing is judged gone, and the next run does the rest.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Sync_CutOffAtAPage_LeavesAConsistentCatalogue(int page)
    {
        await using var server = await SourceServer.StartAsync();
        var pages = RegistryPages.Of(500);
        server.Answer = pages.Answer;
        await using var host = await FederationHost.StartAtAsync(server);
        using var cut = new CancellationTokenSource();
        pages.BeforePage = number =>
        {
            if (number == page)
            {
                cut.Cancel();
            }
        };
        var source = new SourceRecord { Id = "anthropic", Kind = "anthropic", Endpoint = server.Url, Enabled = true };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Get<SyncCoordinator>().RunAsync(
            "anthropic", source, new(SyncRequest.Manual, null, IsFull: true, IsDryRun: false), cut.Token));
        var stored = await host.Get<ServerRepository>().ListAsync(FederationHost.Timeout());
        pages.BeforePage = static _ => { };
        var completed = await host.SyncAsync("anthropic");

        Assert.Equal(page * 100, stored.Count);
        Assert.All(stored, static item => Assert.NotNull(item.Value.Origin));
        Assert.Equal((500 - (page * 100), page * 100, 0), Counts(completed));
    }

    [Fact]
    public async Task Sync_PathTakenByALocalServer_GoesBelowTheSource_AndTheLocalOneStays()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = RegistryPages.Of(2, static i => SourceServer.Entry($"io.example/s{i}", $"https://s{i}.example.com/mcp")).Answer;
        await using var host = await FederationHost.StartAtAsync(server);
        await host.RegisterAsync("/io.example-s1");

        await host.SyncAsync("anthropic");
        await host.SyncAsync("anthropic");

        Assert.Equal(["/anthropic/io.example-s1", "/io.example-s0", "/io.example-s1"], host.Catalog.Current.Keys);
        Assert.Equal("https://local.example.com/mcp", host.Catalog.Current["/io.example-s1"].Server.ProxyPassUrl);
    }

    [Fact]
    public async Task Sync_PathOfARemovedBuiltInServer_GoesBelowTheSource()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = static _ =>
            (200, """{"servers":[{"path":"/clock","server_name":"clock","proxy_pass_url":"https://time.example.com/mcp"}]}""");
        await using var host = await FederationHost.StartAsync();
        await host.ConfigureAsync("far", $$"""{"kind":"document","enabled":true,"endpoint":"{{server.Url}}"}""");

        await host.SyncAsync("far");
        await host.SyncAsync("far");

        var (key, taken) = Assert.Single(host.Catalog.Current);
        Assert.Equal("/far/clock", key);
        Assert.Equal((false, "https://time.example.com/mcp"), (taken.Server.IsBuiltIn, taken.Server.ProxyPassUrl));
    }

    /// <summary>Another replica has just taken the same items in: this one does not know them as the source's yet.</summary>
    [Fact]
    public async Task Take_WhatAnotherReplicaHasTakenIn_StaysAtItsOnePath()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = RegistryPages.Of(2, static i => SourceServer.Entry($"io.example/s{i}", $"https://s{i}.example.com/mcp")).Answer;
        await using var host = await FederationHost.StartAtAsync(server);
        await host.SyncAsync("anthropic");
        var source = new SourceRecord { Id = "anthropic", Kind = SourceKinds.Registry, Endpoint = server.Url, Enabled = true };
        var items = host.Catalog.Current.Values.Select(static entry => new SourceItem
        {
            OriginalId = entry.Server.Origin!.OriginalId,
            Server = new() { Name = "s", Description = "d", Path = entry.Server.Path, ProxyPassUrl = "https://s.example.com/mcp" },
        }).ToArray();
        var tally = new SyncTally { StartedAt = DateTimeOffset.UtcNow };

        var error = await host.Get<ServerIntake>().TakeAsync(
            new("anthropic", source, IsDryRun: false), items, new Dictionary<string, string>(), tally, FederationHost.Timeout());

        Assert.Null(error);
        Assert.All(tally.Changes, static change => Assert.Equal(ItemChange.Changed, change.Kind));
        Assert.Equal(["/io.example-s0", "/io.example-s1"], host.Catalog.Current.Keys);
    }

    [Fact]
    public async Task FederatedServer_EditsAndRemoval_AreRefused_SwitchingIsNot()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = RegistryPages.Of(1).Answer;
        await using var host = await FederationHost.StartAtAsync(server);
        await host.SyncAsync("anthropic");
        const string path = "/io.github.owner0-server-00000";

        var again = await PostAsync(
            host, "/api/servers/register", ("path", path), ("name", "mine"), ("description", "d"),
            ("proxy_pass_url", "https://x.example/"));
        var edited = await PostAsync(
            host, "/api/edit" + path, ("name", "mine"), ("description", "d"), ("proxy_pass_url", "https://x.example/"));
        var removed = await PostAsync(host, "/api/servers/remove", ("path", path));
        var toggled = await PostAsync(host, "/api/servers/toggle", ("path", path), ("new_state", "true"));
        await host.SyncAsync("anthropic");

        Assert.Equal((409, 409, 409, 200), (again, edited, removed, toggled));
        Assert.Equal("https://server-0.example.com/mcp", host.Catalog.Current[path].Server.ProxyPassUrl);
        Assert.True(host.Catalog.Current[path].Server.IsEnabled);
    }

    [Fact]
    public async Task Sync_NamedServers_AreBroughtInSwitchedOn_AndOneThatIsNotThereIsReported()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = static request => request.Path.Value!.Contains("websharp", StringComparison.Ordinal)
            ? (200, SourceServer.Entry("io.github.jgador/websharp", "https://w.example.com/mcp"))
            : (404, "{}");
        await using var host = await FederationHost.StartAtAsync(server);
        foreach (var name in (string[])["io.github.jgador/websharp", "io.example/nothing"])
        {
            var added = await host.SendAsync(
                Admin, HttpMethod.Post, "/api/federation/config/default/anthropic/servers/" + name, null);
            Assert.Equal(200, added.Status);
        }

        var run = await host.SyncAsync("anthropic");
        var removed = await host.SendAsync(
            Admin, HttpMethod.Delete, "/api/federation/config/default/anthropic/servers/io.example%2Fnothing", null);

        Assert.Equal("io.github.jgador/websharp", Assert.Single(run.GetProperty("servers").EnumerateArray()).GetString());
        Assert.Equal("io.example/nothing", run.GetProperty("problems")[0].GetProperty("item").GetString());
        Assert.True(host.Catalog.Current["/io.github.jgador-websharp"].Server.IsEnabled);
        Assert.Equal("Server 'io.example/nothing' removed from Anthropic configuration", removed.Json.GetProperty("message").GetString());
    }

    /// <summary>Without names a source would be asked for everything.</summary>
    [Fact]
    public async Task RemovingTheLastName_SwitchesTheSourceOff()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = RegistryPages.Of(3).Answer;
        await using var host = await FederationHost.StartAtAsync(server);
        const string path = "/api/federation/config/default/anthropic/servers/io.x/a";
        await host.SendAsync(Admin, HttpMethod.Post, path, null);

        var removed = await host.SendAsync(Admin, HttpMethod.Delete, path, null);
        var sync = await host.SendAsync(Admin, HttpMethod.Post, "/api/federation/sync?source=anthropic", null);

        Assert.Contains("switched off", removed.Json.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.False(removed.Json.GetProperty("config").GetProperty("anthropic").GetProperty("enabled").GetBoolean());
        Assert.Equal((200, 0), (sync.Status, sync.Json.GetProperty("total_synced").GetInt32()));
        Assert.Empty(host.Catalog.Current);
    }

    [Fact]
    public async Task FederatedServer_Detail_SaysWhereItIsFrom_AndThatItIsNotChangedHere()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = RegistryPages.Of(1).Answer;
        await using var host = await FederationHost.StartAtAsync(server);
        await host.SyncAsync("anthropic");

        var detail = (await host.GetAsync(Admin, "/api/servers/io.github.owner0-server-00000")).Json;

        Assert.Equal(
            ("anthropic", RegistryPages.NameOf(0), false),
            (detail.GetProperty("source").GetString(), detail.GetProperty("original_id").GetString(),
                detail.GetProperty("can_modify").GetBoolean()));
        Assert.Equal(JsonValueKind.String, detail.GetProperty("last_synced_at").ValueKind);
    }

    private static async Task<int> PostAsync(FederationHost host, string path, params (string Name, string Value)[] fields)
    {
        using var client = new HttpClient();
        using var form = new FormUrlEncodedContent(fields.Select(static field => KeyValuePair.Create(field.Name, field.Value)));
        using var request = new HttpRequestMessage(HttpMethod.Post, host.Url + path) { Content = form };
        request.Headers.Add("X-Test-Scopes", Admin);
        using var response = await client.SendAsync(request, FederationHost.Timeout());
        return (int)response.StatusCode;
    }

    private static ServerRecord Server(FederationHost host, int i) =>
        host.Catalog.Current["/" + RegistryPages.NameOf(i).Replace('/', '-')].Server;

    private static (int Added, int Unchanged, int Refused) Counts(JsonElement run) => (
        run.GetProperty("added").GetInt32(), run.GetProperty("unchanged").GetInt32(), run.GetProperty("refused").GetInt32());
}
