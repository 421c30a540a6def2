using McpGateway.Cli.Running;
using McpGateway.IntegrationTests.Federation;

namespace McpGateway.EndToEndTests.Cli.Verbs;

/// <summary>Sources that a registry's web server answers for.</summary>
[Collection(VerbGroup.Name)]
public sealed class FederationVerbTests(CliGateway shared) : VerbTests(shared)
{
    private const string Source = "anthropic";

    [Fact]
    public async Task FederationSync_RealSource_ToldBeforeAndAfter()
    {
        await using var server = await SourceServer.StartAsync();
        var pages = RegistryPages.Of(250);
        pages.Entries.Add(SourceServer.Entry("io.github.owner/local-only", url: null));
        server.Answer = pages.Answer;
        await PutAsync(server);

        var preview = await RunAsync("federation", "sync", Source, "--dry-run");
        Assert.Matches(@"anthropic +completed +250 +0 +0 +0 +1", preview);
        Assert.Matches(@"added +/\S*server-00042", preview);
        Assert.Contains("io.github.owner/local-only", preview, StringComparison.Ordinal);
        Assert.Empty((await JsonAsync("server", "list", "--query", "server-00042")).GetProperty("servers").EnumerateArray());

        Assert.Matches(@"anthropic +completed +250 +0 +0 +0 +1", await RunAsync("federation", "sync", Source));
        Assert.NotEmpty((await JsonAsync("server", "list", "--query", "server-00042")).GetProperty("servers").EnumerateArray());
        var again = (await JsonAsync("federation", "sync", Source)).GetProperty("results").GetProperty(Source);
        Assert.Equal(("completed", 250), (again.GetProperty("status").GetString(), again.GetProperty("unchanged").GetInt32()));
        Assert.Matches(@"anthropic +anthropic +yes +idle +\d{4}-\S+ \S+ completed", await RunAsync("federation", "list"));

        var config = await JsonAsync("federation", "get");
        Assert.Equal(server.Url, config.GetProperty(Source).GetProperty("endpoint").GetString()!.TrimEnd('/'));
        var configs = (await JsonAsync("federation", "configs")).GetProperty("configs");
        Assert.Contains(configs.EnumerateArray(), static one => one.GetProperty("id").GetString() == "default");

        // Its servers go with the catalogue, so that other tests see their own alone.
        pages.Entries.Clear();
        pages.Entries.Add(RegistryPages.Simple(0));
        await RunAsync("federation", "sync", Source);
        await RunAsync("federation", "remove", Source, "--yes");
    }

    [Fact]
    public async Task FederationSync_SourceThatFails_SaysWhyAndEndsWithOne()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = static _ => (404, "{}");
        await PutAsync(server);

        var result = await Cli.RunAsync("federation", "sync", Source);

        Assert.Equal(ExitCodes.Failed, result.ExitCode);
        Assert.Matches(@"anthropic +failed", result.Out);
        Assert.Contains("has nothing at", result.Out, StringComparison.Ordinal);
        await RunAsync("federation", "remove", Source, "--yes");
    }

    [Fact]
    public async Task FederationSync_NoWait_BeginsOnly()
    {
        await using var server = await SourceServer.StartAsync();
        var held = new TaskCompletionSource();
        var pages = RegistryPages.Of(1);
        pages.BeforePage = _ => held.Task.Wait(Cancellation);
        server.Answer = pages.Answer;
        await PutAsync(server);

        Assert.Contains("anthropic: begun", await RunAsync("federation", "sync", "--no-wait"), StringComparison.Ordinal);
        await Eventually.UntilAsync(
            async () => (await RunAsync("federation", "list")).Contains(" running ", StringComparison.Ordinal), "the run");
        var second = await Cli.RunAsync("federation", "sync", Source);
        Assert.Equal(ExitCodes.Failed, second.ExitCode);
        held.SetResult();
        await Eventually.UntilAsync(
            async () => (await RunAsync("federation", "list")).Contains(" completed", StringComparison.Ordinal), "its end");
        await RunAsync("federation", "remove", Source, "--yes");
    }

    private async Task PutAsync(SourceServer server)
    {
        Cli.Input = $$"""{"kind": "anthropic", "enabled": true, "endpoint": "{{server.Url}}"}""";
        await RunAsync("federation", "put", Source, "-");
    }
}
