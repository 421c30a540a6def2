using McpGateway.Cli.Running;

namespace McpGateway.EndToEndTests.Cli.Verbs;

/// <summary>Security scans.</summary>
[Collection(VerbGroup.Name)]
public sealed class ScanVerbTests(CliGateway shared) : VerbTests(shared)
{
    [Fact]
    public async Task Scan_Unscanned_SaysSo()
    {
        var result = await Cli.RunAsync("scan", "show", "currenttime");

        // The gateway's own servers are never scanned.
        Assert.Equal(ExitCodes.NotFound, result.ExitCode);
        Assert.Contains("No security scan results found for server '/currenttime'", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_ServerAndAgent_TellWhatWasFound()
    {
        await RunAsync("server", "add", "/scanned", Shared.Server.Address.ToString(), "--replace");
        await using var agent = await CardServer.StartAsync(Cancellation);
        await RunAsync("agent", "add", agent.Address.AbsoluteUri, "--path", "/scanned-agent");

        Assert.Contains("/scanned", await RunAsync("scan", "server", "/scanned"), StringComparison.Ordinal);
        Assert.Contains("verdict", await RunAsync("scan", "show", "/scanned"), StringComparison.Ordinal);
        Assert.Contains("/scanned-agent", await RunAsync("scan", "agent", "/scanned-agent"), StringComparison.Ordinal);
        var judged = await JsonAsync("scan", "show-agent", "/scanned-agent");
        Assert.Equal("/scanned-agent", judged.GetProperty("agent_path").GetString());
        Assert.False(judged.GetProperty("scan_failed").GetBoolean());
        var shown = await RunAsync("scan", "show-agent", "/scanned-agent");
        Assert.Contains("/scanned-agent", shown, StringComparison.Ordinal);
        Assert.Matches(judged.GetProperty("is_safe").GetBoolean() ? @"verdict +safe" : @"verdict +unsafe", shown);
        Assert.Equal(ExitCodes.NotFound, (await Cli.RunAsync("scan", "agent", "/nowhere")).ExitCode);
        await RunAsync("agent", "remove", "/scanned-agent", "-y");
        await RunAsync("server", "remove", "/scanned", "-y");
    }
}
