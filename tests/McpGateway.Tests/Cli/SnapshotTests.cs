using System.CommandLine;
using McpGateway.Cli;
using McpGateway.Cli.Compat;
using McpGateway.Cli.Profiles;
using McpGateway.Tests.Architecture;
using McpGateway.Tests.Foundation;

namespace McpGateway.Tests.Cli;

/// <summary>What people see, at two widths: help of every command, and tables of answers that are always the same.</summary>
public sealed class SnapshotTests
{
    private const string Folder = "tests/McpGateway.Tests/Cli/Snapshots/";

    /// <summary>What shows more than a sentence; each verb is here or in <see cref="Sentences"/>.</summary>
    private static readonly string[] Commands =
    [
        "profile list", "whoami", "server list", "server get github", "server get nothing", "server health", "server health github",
        "server tools github", "server rating github", "server version list github", "agent list", "agent get code-reviewer",
        "agent health code-reviewer", "agent rating code-reviewer", "agent history code-reviewer", "agent search review",
        "agent discover review", "agent changes code-reviewer", "tool search code", "tool list", "search index", "group list",
        "group get developers", "user list", "user add-service nightly --group developers", "token list", "client list", "key list",
        "key rotate --yes", "access explain github --tool delete_repo --user maria",
        "access simulate github --tool create_issue --user maria --draft draft.yml", "federation list", "federation configs",
        "federation sync --dry-run", "scan show github", "security overview", "security findings --all", "pin list",
        "egress get github", "egress set github --mode user_oauth", "egress connections", "webhook list",
        "webhook deliveries 3f2a9c7e5b1d4c80", "audit list", "audit series --by server", "audit events", "audit statistics",
        "audit summary", "audit chain", "metrics", "policy test cases.yaml", "config", "doctor",
    ];

    /// <summary>Verbs that answer with a sentence, lines, a file, or what an MCP server says; their tests look at that.</summary>
    private static readonly string[] Sentences =
    [
        "login", "logout", "profile use", "profile remove", "connect", "server add", "server edit", "server enable",
        "server disable", "server remove", "server rate", "server refresh", "server approve", "server reject", "server manifest",
        "server import", "server version add", "server version default", "server version remove", "agent add", "agent update",
        "agent enable", "agent disable", "agent remove", "agent rate", "agent refresh", "agent approve", "agent reject",
        "tool call", "mcp ping", "mcp list", "mcp call", "mcp read", "mcp prompt", "mcp chat", "group add", "group remove",
        "group grant", "group revoke", "group import", "group export", "user add", "user enable", "user disable", "user groups",
        "user password", "user remove", "token create", "token revoke", "token print", "access export", "access import",
        "federation get", "federation put", "federation remove", "scan all", "security accept", "security reopen",
        "security release", "pin approve", "pin reject", "egress remove", "egress connect", "egress disconnect", "webhook add",
        "webhook edit", "webhook remove", "webhook test", "client revoke", "scan server", "scan agent", "scan show-agent",
        "audit export", "audit verify", "apply", "export", "backup", "completion", "credentials generate", "credentials refresh",
        "keycloak init", "keycloak agent", "plan",
    ];

    /// <summary>Verbs that ask nobody.</summary>
    private static readonly string[] Local = ["completion"];

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
        using var cli = new TestCli { Width = width, Handlers = static () => new CannedGateway(), Time = new ManualTimeProvider() };
        cli.Variables["MCPGW_URL"] = "https://mcp.example.com";
        cli.Variables["MCPGW_TOKEN"] = "a token";
        var store = new ProfileStore(cli.EnvironmentOf(new()));
        store.Save("default", new("https://mcp.example.com", "maria"), isCurrent: true);
        store.Save("staging", new("https://staging.mcp.example.com"), isCurrent: false);
        WriteFiles(cli.Home);
        var lines = new List<string>();
        foreach (var command in Commands)
        {
            var result = await cli.RunAsync(command.Split(' '));
            lines.Add("$ mcpgw " + command);
            lines.AddRange(result.Out.TrimEnd().Split('\n'));
            lines.AddRange(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => "! " + line));
            lines.Add("");
        }

        AcceptedText.Verify($"{Folder}tables-{width}.txt", lines, "Is it what a user should read?");
        Assert.All(
            lines.Where(static line => !line.StartsWith("$ ", StringComparison.Ordinal)),
            line => Assert.True(line.Length <= width, line));
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

    /// <summary>A new verb is shown here at both widths, or stated to answer with a sentence.</summary>
    [Fact]
    public void Commands_AllOfThem_AreShownOrStatedToSayASentence()
    {
        using var cli = new TestCli();
        var verbs = Leaves(CommandTree.Build(cli.EnvironmentOf(new())), "").Where(static verb =>
            !verb.StartsWith(CompatCommand.Name, StringComparison.Ordinal));

        Assert.All(verbs, static verb => Assert.True(
            Sentences.Contains(verb) || Commands.Any(command => (command + " ").StartsWith(verb + " ", StringComparison.Ordinal)), verb));
    }

    /// <summary>A new verb has a test against a running gateway, provider or Keycloak: its words stand in one of them.</summary>
    [Fact]
    public void Commands_AllOfThem_AreRunByATestOfTheWholeProduct()
    {
        using var cli = new TestCli();
        var tests = string.Join('\n', new[] { "tests/McpGateway.EndToEndTests", "tests/McpGateway.IntegrationTests/Cli" }
            .SelectMany(static folder => Directory.EnumerateFiles(
                RepositoryFiles.Absolute(folder), "*.cs", SearchOption.AllDirectories))
            .Select(File.ReadAllText));
        var verbs = Leaves(CommandTree.Build(cli.EnvironmentOf(new())), "").Where(static verb =>
            !verb.StartsWith(CompatCommand.Name, StringComparison.Ordinal) && !Local.Contains(verb));

        Assert.All(verbs, verb => Assert.True(
            tests.Contains($"\"{verb.Replace(" ", "\", \"", StringComparison.Ordinal)}\"", StringComparison.Ordinal), verb));
    }

    private static IEnumerable<string> Leaves(Command command, string name) => command.Subcommands.Count == 0
        ? [name]
        : command.Subcommands.SelectMany(below => Leaves(below, $"{name} {below.Name}".TrimStart()));

    private static void WriteFiles(string home)
    {
        File.WriteAllText(Path.Combine(home, "draft.yml"), "developers: []\n");
        File.WriteAllText(
            Path.Combine(home, "cases.yaml"),
            "- group developers may call github.create_issue\n- group interns may not call github.create_issue\n");
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);

    private static IEnumerable<string[]> Names(Command command, string[] above) =>
        command.Subcommands.SelectMany(below => Names(below, [.. above, below.Name])).Prepend(above);
}
