using System.CommandLine;
using McpGateway.Cli;
using McpGateway.Cli.Compat;
using McpGateway.Tests.Architecture;

namespace McpGateway.Tests.Cli;

/// <summary>What people see, at two widths: help of every command, and tables of answers that are always the same.</summary>
public sealed class SnapshotTests
{
    private const string Folder = "tests/McpGateway.Tests/Cli/Snapshots/";

    private static readonly string[][] Commands =
    [
        ["whoami"], ["server", "list"], ["server", "get", "github"], ["server", "get", "nothing"],
        ["access", "explain", "github", "--tool", "delete_repo", "--user", "maria"], ["audit", "list"], ["metrics"],
    ];

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public async Task Help_OfEveryCommand_IsAsAccepted(int width)
    {
        using var cli = new TestCli { Width = width };
        var lines = new List<string>();
        var ours = new List<string>();
        foreach (var command in Names(CommandTree.Build(cli.EnvironmentOf(new())), []))
        {
            lines.Add("$ mcpgw " + string.Join(' ', command.Append("--help")));

            // The parser takes the name of the running program, which is the tests' here.
            var help = (await cli.RunAsync([.. command, "--help"])).Text.Replace(
                RootCommand.ExecutableName, "mcpgw", StringComparison.Ordinal);
            string[] shown = [.. help.TrimEnd().Split('\n').Select(static line => line.TrimEnd())];
            lines.AddRange(shown);
            lines.Add("");

            // The help of imitated scripts is as wide as theirs.
            ours.AddRange(command is [CompatCommand.Name, ..] ? [] : shown);
        }

        AcceptedText.Verify($"{Folder}help-{width}.txt", lines, "Is it what a user should read? Options and commands only grow.");
        Assert.All(ours, line => Assert.True(line.Length <= width, line));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public async Task Tables_OfKnownAnswers_AreAsAccepted(int width)
    {
        using var cli = new TestCli { Width = width, Handlers = static () => new CannedGateway() };
        cli.Variables["MCPGW_URL"] = "https://mcp.example.com";
        cli.Variables["MCPGW_TOKEN"] = "a token";
        var lines = new List<string>();
        foreach (var command in Commands)
        {
            var result = await cli.RunAsync(command);
            lines.Add("$ mcpgw " + string.Join(' ', command));
            lines.AddRange(result.Out.TrimEnd().Split('\n'));
            lines.AddRange(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => "! " + line));
            lines.Add("");
        }

        AcceptedText.Verify($"{Folder}tables-{width}.txt", lines, "Is it what a user should read?");
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
        Assert.DoesNotContain(lines, static line => line.Contains('\u001b', StringComparison.Ordinal));
    }

    [Fact]
    public void Commands_AllOfThem_SayWhatTheyDo()
    {
        using var cli = new TestCli();

        Assert.All(All(CommandTree.Build(cli.EnvironmentOf(new()))), static command =>
        {
            Assert.False(string.IsNullOrEmpty(command.Description), command.Name);
            Assert.All(command.Options.Where(static option => !option.Hidden), option =>
                Assert.False(string.IsNullOrEmpty(option.Description), $"{command.Name} {option.Name}"));
            Assert.All(command.Arguments, argument =>
                Assert.False(string.IsNullOrEmpty(argument.Description), $"{command.Name} {argument.Name}"));
        });
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);

    private static IEnumerable<string[]> Names(Command command, string[] above) =>
        command.Subcommands.SelectMany(below => Names(below, [.. above, below.Name])).Prepend(above);
}
