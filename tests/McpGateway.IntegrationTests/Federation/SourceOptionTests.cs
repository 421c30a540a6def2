using McpGateway.Core.Federation;
using McpGateway.Core.Federation.Sync;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Storage;
using McpGateway.Tests.Web;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using static McpGateway.IntegrationTests.Registry.TestScopes;

namespace McpGateway.IntegrationTests.Federation;

/// <summary>What a source can be configured with, each by what it does.</summary>
public sealed class SourceOptionTests
{
    private const string Servers =
        """
        {"servers":[{"path":"/sky","server_name":"sky","proxy_pass_url":"https://sky.example.com/","tags":["Weather"]},
         {"path":"/pay","server_name":"pay","proxy_pass_url":"https://pay.example.com/","tags":["money"]}]}
        """;

    [Theory]
    [InlineData("\"tag_filters\":[\"weather\",\"none\"],", "/sky False")]
    [InlineData("\"tag_filters\":[\"none\"],", "")]
    [InlineData("\"enable_new\":true,", "/pay True, /sky True")]
    [InlineData("\"names\":[\"/sky\"],", "/sky True")]
    [InlineData("\"names\":[\"sky\"],\"enable_new\":false,", "/sky False")]
    public async Task Source_WithASelection_BringsThatIn(string more, string expected)
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = static _ => (200, Servers);
        await using var host = await FederationHost.StartAsync();
        await host.ConfigureAsync("far", $$"""{"kind":"document","enabled":true,{{more}}"endpoint":"{{server.Url}}"}""");

        await host.SyncAsync("far");

        Assert.Equal(
            expected,
            string.Join(
                ", ",
                host.Catalog.Current.Select(static item => $"{item.Key} {item.Value.Server.IsEnabled}").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Source_ThatIsAFile_IsReadFromTheDirectory_AndOneThatIsNotThereIsTold()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.File("servers.json"), Servers, FederationHost.Timeout());
        await File.WriteAllTextAsync(directory.File("broken.json"), "{", FederationHost.Timeout());
        await using var host = await FederationHost.StartAsync(("Federation:FilesDirectory", directory.Path));
        foreach (var name in (string[])["servers", "broken", "missing"])
        {
            await host.ConfigureAsync(name, $$"""{"kind":"document","enabled":true,"endpoint":"file:{{name}}.json"}""");
        }

        var read = await host.SyncAsync("servers");
        var broken = await host.SyncAsync("broken");
        var missing = await host.SyncAsync("missing");

        Assert.Equal(2, read.GetProperty("added").GetInt32());
        Assert.Equal(["/pay", "/sky"], host.Catalog.Current.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("The file is no JSON", broken.GetProperty("error").GetString());
        Assert.StartsWith("The file 'missing.json' cannot be read", missing.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Source_ThatHangs_EndsAtTheTimeOfARequest_AndSaysSo()
    {
        await using var server = await SourceServer.StartAsync();
        using var go = new ManualResetEventSlim();
        server.Answer = _ =>
        {
            go.Wait(FederationHost.Timeout());
            return (200, Servers);
        };
        await using var host = await FederationHost.StartAsync(("Federation:RequestTimeout", "00:00:01"));
        await host.ConfigureAsync("far", $$"""{"kind":"document","enabled":true,"endpoint":"{{server.Url}}"}""");

        var run = await host.SyncAsync("far");
        go.Set();

        Assert.Equal("failed", run.GetProperty("status").GetString());
        Assert.NotEmpty(run.GetProperty("error").GetString()!);
        Assert.Equal(3, server.Asked.Count);
        Assert.Empty(host.Catalog.Current);
    }

    [Fact]
    public async Task Run_LongerThanARunMayBe_IsEnded_AndTheNextGoesOn()
    {
        await using var server = await SourceServer.StartAsync();
        using var go = new ManualResetEventSlim();
        using var reached = new SemaphoreSlim(0);
        var pages = RegistryPages.Of(250);
        pages.BeforePage = page =>
        {
            if (page == 2 && !go.IsSet)
            {
                reached.Release();
                go.Wait(FederationHost.Timeout());
            }
        };
        server.Answer = pages.Answer;
        await using var host = await FederationHost.StartAtAsync(server);
        var time = new SteppedTime();
        var options = host.Get<IOptions<FederationOptions>>();
        var coordinator = new SyncCoordinator(
            host.Get<SyncPass>(), host.Get<FederationRepository>(), host.Get<DocumentStore>(), options, host.Get<SyncMeter>(), time,
            NullLogger<SyncCoordinator>.Instance);
        var source = new SourceRecord { Id = "anthropic", Kind = SourceKinds.Registry, Endpoint = server.Url, Enabled = true };

        var running = coordinator.RunAsync(
            "anthropic", source, new(SyncRequest.Manual, null, IsFull: true, IsDryRun: false), FederationHost.Timeout());
        await reached.WaitAsync(FederationHost.Timeout());
        time.Advance(options.Value.MaxRunTime + TimeSpan.FromSeconds(1));
        var ended = (await running).Value!.Run;
        go.Set();
        var next = await host.SyncAsync("anthropic");

        Assert.Equal((SyncRun.Failed, 200), (ended.Status, ended.Added));
        Assert.Contains("Federation:MaxRunTime", ended.Error, StringComparison.Ordinal);
        Assert.Equal((50, 200), (next.GetProperty("added").GetInt32(), next.GetProperty("unchanged").GetInt32()));
    }

    [Fact]
    public async Task Export_InPages_SaysWhetherThereIsMore()
    {
        await using var host = await FederationHost.StartAsync();
        foreach (var path in (string[])["/a", "/b", "/c"])
        {
            await host.RegisterAsync(path);
        }

        var first = (await host.GetAsync(Admin, "/api/federation/servers?limit=2")).Json;
        var last = (await host.GetAsync(Admin, "/api/federation/servers?limit=2&offset=2")).Json;
        var refused = await host.GetAsync(Admin, "/api/federation/servers?limit=1001");

        Assert.Equal((true, 3), (first.GetProperty("has_more").GetBoolean(), first.GetProperty("total_count").GetInt32()));
        Assert.False(last.GetProperty("has_more").GetBoolean());
        Assert.Equal(
            ["/a", "/b", "/c"],
            first.GetProperty("items").EnumerateArray().Concat(last.GetProperty("items").EnumerateArray())
                .Select(static item => item.GetProperty("path").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal(422, refused.Status);
    }
}
