using McpGateway.Cli.Running;
using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests.Cli.Verbs;

/// <summary>The gateway as a whole: federation, settings, backup.</summary>
[Collection(VerbGroup.Name)]
public sealed class GatewayVerbTests(CliGateway shared) : VerbTests(shared)
{
    [Fact]
    public async Task Federation_Source_IsPutAndRemoved()
    {
        Cli.Input = """{"kind": "document", "endpoint": "http://127.0.0.1:9/catalogue.json", "enabled": false}""";
        Assert.Contains("saved", await RunAsync("federation", "put", "papers", "-"), StringComparison.Ordinal);
        Assert.Contains("papers", await RunAsync("federation", "list"), StringComparison.Ordinal);
        Assert.Contains("papers", await RunAsync("federation", "get"), StringComparison.Ordinal);
        Assert.Contains("default", await RunAsync("federation", "configs"), StringComparison.Ordinal);
        Assert.Contains("No source was read", await RunAsync("federation", "sync", "--dry-run"), StringComparison.Ordinal);
        Assert.Contains("removed", await RunAsync("federation", "remove", "papers", "--yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Config_ShowsSettingsAndNoSecret()
    {
        var shown = await RunAsync("config", "Storage");

        Assert.Contains("Storage:Backend", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(GatewayProcess.Password, await RunAsync("config"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_IsBroughtBackByApply()
    {
        await RunAsync("backup", "saved");

        var plan = await Cli.RunAsync("plan", "-f", "saved/gateway.yaml");
        Assert.True(plan.ExitCode == ExitCodes.Success, plan.Out + plan.Error);
        Assert.Contains("Everything is as declared", plan.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Cli.Home, "saved", "scopes.yml")));
    }
}
