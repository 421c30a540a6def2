using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using McpGateway.Cli.Access;
using McpGateway.Cli.Agents;
using McpGateway.Cli.Audit;
using McpGateway.Cli.Backups;
using McpGateway.Cli.Clients;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Compat;
using McpGateway.Cli.Completion;
using McpGateway.Cli.Connect;
using McpGateway.Cli.Credentials;
using McpGateway.Cli.Declarative;
using McpGateway.Cli.Doctor;
using McpGateway.Cli.Egress;
using McpGateway.Cli.Federation;
using McpGateway.Cli.Groups;
using McpGateway.Cli.Keycloak;
using McpGateway.Cli.Keys;
using McpGateway.Cli.Mcp;
using McpGateway.Cli.Metrics;
using McpGateway.Cli.Pins;
using McpGateway.Cli.Running;
using McpGateway.Cli.Scans;
using McpGateway.Cli.Search;
using McpGateway.Cli.Security;
using McpGateway.Cli.Servers;
using McpGateway.Cli.Settings;
using McpGateway.Cli.SignIn;
using McpGateway.Cli.Tokens;
using McpGateway.Cli.Tools;
using McpGateway.Cli.Users;
using McpGateway.Cli.Webhooks;

namespace McpGateway.Cli;

/// <summary>All commands: the one place where verb groups are registered, in the order in which the help lists them.</summary>
internal static class CommandTree
{
    private static readonly Func<CliContext, Command>[] Groups =
    [
        LoginCommand.Create,
        LogoutCommand.Create,
        WhoamiCommand.Create,
        ProfileCommands.Create,
        ConnectCommand.Create,
        ServerCommands.Create,
        AgentCommands.Create,
        ToolCommands.Create,
        SearchCommands.Create,
        McpCommands.Create,
        GroupCommands.Create,
        UserCommands.Create,
        TokenCommands.Create,
        ClientCommands.Create,
        KeyCommands.Create,
        AccessCommands.Create,
        FederationCommands.Create,
        ScanCommands.Create,
        SecurityCommands.Create,
        PinCommands.Create,
        EgressCommands.Create,
        WebhookCommands.Create,
        AuditCommands.Create,
        MetricsCommand.Create,
        DeclarativeCommands.CreatePlan,
        DeclarativeCommands.CreateApply,
        DeclarativeCommands.CreateExport,
        PolicyCommands.Create,
        BackupCommand.Create,
        ConfigCommand.Create,
        DoctorCommand.Create,
        CompatCommand.Create,
        CompletionCommand.Create,
        CredentialsCommand.Create,
        KeycloakCommand.Create,
    ];

    /// <summary>
    /// How long a command that is told to stop (SIGINT, SIGTERM) may take at most: the answer to a refresh token that was sent is waited
    /// for, and a provider has 30 seconds. What has nothing to lose ends at once (<see cref="CliContext"/>).
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    /// <summary>An argument that begins with @ is one of the command's: what it means is the command's affair.</summary>
    private static ParserConfiguration Parsing => new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs one command line.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(
        CliEnvironment environment, IReadOnlyList<string> arguments, CancellationToken cancellationToken = default)
    {
        if (arguments is [CompatCommand.Name, ..])
        {
            return await CompatCommand.RunAsync([.. arguments.Skip(1)], environment, cancellationToken);
        }

        var root = Build(environment);
        var parsed = root.Parse(arguments, Parsing);
        if (AsksForNothing(parsed))
        {
            // Whoever names a group sees what is in it.
            await root.Parse([.. arguments, "--help"], Parsing).InvokeAsync(ConfigurationOf(environment), cancellationToken);
            return arguments.Count == 0 ? ExitCodes.Success : ExitCodes.Misused;
        }

        if (parsed.Action is ParseErrorAction)
        {
            Mistakes.Tell(parsed, environment.Terminal.Error);
            return ExitCodes.Misused;
        }

        return CredentialsCommand.IsService(parsed)
            ? await RunServiceAsync(parsed, environment, cancellationToken)
            : await parsed.InvokeAsync(ConfigurationOf(environment), cancellationToken);
    }

    private static async Task<int> RunServiceAsync(ParseResult parsed, CliEnvironment environment, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var signals = environment.Termination.Listen(stop);
        var configuration = ConfigurationOf(environment);
        configuration.ProcessTerminationTimeout = null;
        return await parsed.InvokeAsync(configuration, stop.Token);
    }

    public static RootCommand Build(CliEnvironment environment)
    {
        var globals = new GlobalOptions();
        var root = new RootCommand("Commands for the MCP Gateway & Registry");
        foreach (var option in globals.All)
        {
            root.Add(option);
        }

        var cli = new CliContext(environment, globals);
        foreach (var group in Groups)
        {
            root.Add(group(cli));
        }

        foreach (var help in root.Options.OfType<HelpOption>())
        {
            ((HelpAction)help.Action!).MaxWidth = Math.Min(environment.Terminal.Width, 160);
        }

        return root;
    }

    private static bool AsksForNothing(ParseResult parsed) =>
        parsed.Errors.Count > 0 && parsed.UnmatchedTokens.Count == 0
        && parsed.CommandResult.Command is { Action: null, Subcommands.Count: > 0 };

    private static InvocationConfiguration ConfigurationOf(CliEnvironment environment) => new()
    {
        Output = environment.Terminal.Out,
        Error = environment.Terminal.Error,
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = Patience,
    };
}
