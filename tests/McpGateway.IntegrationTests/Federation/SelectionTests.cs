using McpGateway.Core.Federation;
using McpGateway.Core.Federation.Config;
using McpGateway.Core.Federation.Sync;
using McpGateway.Foundation;

namespace McpGateway.IntegrationTests.Federation;

/// <summary>Synchronising a selection changes what the source is asked for, if the run takes place.</summary>
public sealed class SelectionTests
{
    internal static readonly Caller Administrator = new()
    {
        UserName = "root",
        Subject = "local:root",
        Groups = [],
        Scopes = [],
        AuthMethod = "traditional",
        Provider = "local",
        Permissions = CallerPermissions.None with { IsAdmin = true },
    };

    [Fact]
    public async Task Run_OnlySome_AsksForThemFromNowOn()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = static request => request.Path.Value!.EndsWith("/versions/latest", StringComparison.Ordinal)
            ? (200, RegistryPages.Simple(1))
            : (500, "{}");
        await using var host = await StartAsync(server, isEnabled: true);

        var run = await RunAsync(host, RegistryPages.NameOf(1));

        Assert.Equal(1, run.Value?.Added);
        Assert.Equal([RegistryPages.NameOf(1)], await NamesAsync(host));
        Assert.False(Assert.Single(host.Catalog.Current.Values).Server.IsEnabled);
    }

    [Fact]
    public async Task Run_SourceThatIsSwitchedOff_ChangesNothing()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = RegistryPages.Of(3).Answer;
        await using var host = await StartAsync(server, isEnabled: false);

        var run = await RunAsync(host, RegistryPages.NameOf(1));

        Assert.Equal((ErrorKind.Conflict, "The source 'far' is switched off"), (run.Error?.Kind, run.Error?.Detail));
        Assert.Empty(await NamesAsync(host));
    }

    [Fact]
    public async Task Run_WhileAnotherIsUnderWay_ChangesNothing()
    {
        await using var server = await SourceServer.StartAsync();
        var (asked, go) = (new TaskCompletionSource(), new ManualResetEventSlim());
        var pages = RegistryPages.Of(3);
        server.Answer = request =>
        {
            asked.TrySetResult();
            go.Wait(FederationHost.Timeout());
            return pages.Answer(request);
        };
        await using var host = await StartAsync(server, isEnabled: true);
        var first = RunAsync(host, null);
        await asked.Task.WaitAsync(FederationHost.Timeout());

        var second = await RunAsync(host, RegistryPages.NameOf(1));
        go.Set();

        Assert.Equal(3, (await first).Value?.Added);
        Assert.Equal(ErrorKind.Conflict, second.Error?.Kind);
        Assert.Empty(await NamesAsync(host));
    }

    private static async Task<FederationHost> StartAsync(SourceServer server, bool isEnabled)
    {
        var host = await FederationHost.StartAsync();
        await host.ConfigureAsync(
            "far", $$"""{"kind":"anthropic","endpoint":"{{server.Url}}","enabled":{{(isEnabled ? "true" : "false")}}}""");
        return host;
    }

    private static Task<Result<SyncRun>> RunAsync(FederationHost host, string? only) =>
        host.Get<FederationSync>().RunAsync(
            Administrator, FederationConfigRecord.Default, "far", only is null ? null : [only], FederationHost.Timeout());

    private static async Task<IReadOnlyList<string>> NamesAsync(FederationHost host) =>
        (await host.Get<FederationConfigs>().FindAsync(FederationConfigRecord.Default, FederationHost.Timeout()))!.Find("far")!.Names;
}
