using System.Net;
using System.Text;
using McpGateway.Cli;
using McpGateway.Cli.Running;

namespace McpGateway.Tests.Cli;

/// <summary>What is told while a source is read: how far it is, on one line that is gone at the end, never in a script's output.</summary>
public sealed class ProgressTests
{
    [Fact]
    public async Task FederationSync_OnATerminal_CountsWhatWasReadAndLeavesNothingBehind()
    {
        var (result, terminal) = await RunAsync(width: 100);

        Assert.Equal(ExitCodes.Success, result);
        Assert.Contains("\ranthropic: 1200 of 5000 read… ", terminal.ErrorText.ToString(), StringComparison.Ordinal);
        var last = terminal.ErrorText.ToString().TrimEnd('\r').Split('\r')[^1];
        Assert.True(last.Length > 0 && string.IsNullOrWhiteSpace(last), last);
        Assert.Matches("anthropic +completed +5000", terminal.OutText.ToString());
    }

    /// <summary>A line that wraps cannot be written over.</summary>
    [Fact]
    public async Task FederationSync_OnANarrowTerminal_CutsTheLine()
    {
        var (_, terminal) = await RunAsync(width: 20);

        Assert.All(terminal.ErrorText.ToString().Split('\r'), static line => Assert.True(line.Length < 20, line));
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("--quiet")]
    [InlineData(null)]
    public async Task FederationSync_InAScript_TellsNoProgress(string? option)
    {
        var (_, terminal) = await RunAsync(width: 80, option, isTerminal: option is not null);

        Assert.Empty(terminal.ErrorText.ToString());
    }

    private static async Task<(int ExitCode, TestTerminal Terminal)> RunAsync(int width, string? option = null, bool isTerminal = true)
    {
        var source = new GrowingSource();
        using var cli = new TestCli { Handlers = () => source, Time = new HurriedTime() };
        cli.Variables["MCPGW_URL"] = "https://mcp.example.com";
        cli.Variables["MCPGW_TOKEN"] = "a token";
        var terminal = new TestTerminal { Width = width, ShowsProgress = isTerminal };
        string[] arguments = ["federation", "sync", .. option is null ? Array.Empty<string>() : [option]];
        var exitCode = await CommandTree.RunAsync(
            cli.EnvironmentOf(terminal), arguments, TestContext.Current.CancellationToken);
        return (exitCode, terminal);
    }

    /// <summary>Pauses end sooner.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime / 20, period);
    }

    /// <summary>A gateway whose run is over when it was asked after for the fourth time.</summary>
    private sealed class GrowingSource : HttpMessageHandler
    {
        private int _asked;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var isOver = request.Method == HttpMethod.Get && ++_asked > 4;
            var run = isOver
                ? """{"id": "anthropic", "state": "idle", "runs": [{"started_at": "2030-01-31", "status": "completed", "added": 5000}]}"""
                : """{"id": "anthropic", "state": "running", "progress": {"read": 1200, "total": 5000}, "runs": []}""";
            var body = request.Method == HttpMethod.Get ? $$"""{"sources": [{{run}}]}""" : """{"sources": ["anthropic"]}""";
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            });
        }
    }
}
