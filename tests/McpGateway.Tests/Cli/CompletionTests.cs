using McpGateway.Cli.Running;

namespace McpGateway.Tests.Cli;

public sealed class CompletionTests : IDisposable
{
    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("bash", "complete -o default -F _mcpgw mcpgw")]
    [InlineData("zsh", "compdef _mcpgw mcpgw")]
    [InlineData("fish", "complete -c mcpgw")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName mcpgw")]
    public async Task Completion_KnownShell_PrintsItsScript(string shell, string registration) =>
        Assert.Contains(registration, (await _cli.RunAsync("completion", shell)).Text, StringComparison.Ordinal);

    [Fact]
    public async Task Completion_UnknownShell_IsMisuse() =>
        Assert.Equal(ExitCodes.Misused, (await _cli.RunAsync("completion", "cmd")).ExitCode);

    [Fact]
    public async Task Suggestions_BeginOfCommand_CompleteIt() =>
        Assert.Contains("completion", (await _cli.RunAsync("[suggest:11]", "mcpgw compl")).Text.Split('\n'));

    [Theory]
    [InlineData("mcpgw server ver", "version")]
    [InlineData("mcpgw server version ", "add default list remove")]
    [InlineData("mcpgw server version add /a 2 http://b --rep", "--replace")]
    [InlineData("mcpgw login --st", "--store")]
    public async Task Suggestions_BeginOfVerbsAndOptions_CompleteThem(string line, string expected)
    {
        var suggested = (await _cli.RunAsync($"[suggest:{line.Length}]", line)).Text.Split('\n');

        Assert.Empty(expected.Split(' ').Except(suggested));
    }

    [Theory]
    [InlineData("", ExitCodes.Success, "Usage:", "")]
    [InlineData("server", ExitCodes.Misused, "remove", "")]
    [InlineData("sever list", ExitCodes.Misused, "", "mcpgw has no command 'sever'. Did you mean 'server'?")]
    [InlineData("server lst", ExitCodes.Misused, "", "mcpgw server has no command 'lst'. Did you mean 'list'?")]
    [InlineData("server list --jsn", ExitCodes.Misused, "", "Did you mean '--json'?")]
    [InlineData("frobnicate", ExitCodes.Misused, "", "mcpgw has no command 'frobnicate'.")]
    [InlineData("server rate /a five", ExitCodes.Misused, "", "five")]
    [InlineData("server get", ExitCodes.Misused, "", "mcpgw server get --help tells")]
    [InlineData("connect emacs x", ExitCodes.Misused, "", "claude-code")]
    [InlineData("--version", ExitCodes.Success, "1.", "")]
    public async Task CommandLine_ThatIsWrong_SaysWhatIsAndNotEverything(string line, int exitCode, string output, string error)
    {
        var result = await _cli.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(output, result.Out, StringComparison.Ordinal);
        Assert.Contains(error, result.Error, StringComparison.Ordinal);
        Assert.True(exitCode == ExitCodes.Success || output.Length > 0 || !result.Out.Contains("Usage:", StringComparison.Ordinal));
    }
}
