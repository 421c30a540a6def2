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
        Assert.Equal(ExitCodes.Success, (await Cli.RunAsync("federation", "list")).ExitCode);
        Cli.Input = """{"kind": "document", "endpoint": "http://127.0.0.1:9/catalogue.json", "enabled": false}""";
        Assert.Contains("saved", await RunAsync("federation", "put", "papers", "-"), StringComparison.Ordinal);
        Assert.Contains("papers", await RunAsync("federation", "list"), StringComparison.Ordinal);
        Assert.Contains("papers", await RunAsync("federation", "get"), StringComparison.Ordinal);
        Assert.Matches(@"default +\d{4}-", await RunAsync("federation", "configs"));
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
    public async Task Key_Rotated_SignsWithTheNextOne()
    {
        var before = (await JsonAsync("key", "list")).GetProperty("keys").GetArrayLength();

        Assert.Equal(ExitCodes.Misused, (await Cli.RunAsync("key", "rotate")).ExitCode);
        Assert.Contains("signing", await RunAsync("key", "rotate", "--yes"), StringComparison.Ordinal);
        Assert.True((await JsonAsync("key", "list")).GetProperty("keys").GetArrayLength() > before);
    }

    [Fact]
    public async Task SearchIndex_OfAGatewayWithoutModel_SaysHowItSearches()
    {
        var index = await JsonAsync("search", "index");

        var words = (await RunAsync("search", "index")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(index.GetProperty("summary").GetString()!, string.Join(' ', words), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_Database_IsASqliteFile()
    {
        await RunAsync("metrics", "--database", "metrics.db");

        var head = new byte[15];
        await using var file = File.OpenRead(Path.Combine(Cli.Home, "metrics.db"));
        await file.ReadExactlyAsync(head, Cancellation);
        Assert.Equal("SQLite format 3", System.Text.Encoding.ASCII.GetString(head));
        Assert.False(File.Exists(Path.Combine(Cli.Home, "metrics.db.part")));
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
