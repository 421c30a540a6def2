using System.CommandLine;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Credentials.Files;
using McpGateway.Cli.Credentials.Refreshing;
using McpGateway.Cli.Credentials.Sources;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Credentials.Verbs;

/// <summary><c>mcpgw credentials generate</c>: makes token files and the configuration of MCP clients.</summary>
internal sealed class GenerateCommand
{
    private readonly CredentialOptions _options = new();
    private readonly Option<bool> _all = new("--all") { Description = "everything that is configured (default)" };
    private readonly Option<bool> _ingress = new("--ingress-only") { Description = "only the token for the gateway" };
    private readonly Option<bool> _egress = new("--egress-only") { Description = "only tokens for servers behind the gateway" };
    private readonly Option<bool> _agentCore = new("--agentcore-only") { Description = "only tokens for AgentCore gateways" };
    private readonly Option<bool> _keycloak = new("--keycloak-only") { Description = "only tokens of agents with a Keycloak client" };
    private readonly Option<string?> _provider = new("--provider")
    {
        Description = "only the egress tokens of this provider",
        HelpName = "name",
    };

    private readonly Option<bool> _force = new("--force", "-f") { Description = "new tokens even where the old are still good" };

    public static Command Create(CliContext cli)
    {
        var generate = new GenerateCommand();
        var command = new Command("generate", "Make token files and the configuration of MCP clients");
        foreach (var option in (Option[])
            [
                generate._all, generate._ingress, generate._egress, generate._agentCore, generate._keycloak, generate._provider,
                generate._force,
            ])
        {
            command.Add(option);
        }

        generate._options.AddTo(command);
        command.Validators.Add(result =>
        {
            Option<bool>[] limits = [generate._all, generate._ingress, generate._egress, generate._agentCore, generate._keycloak];
            if (limits.Count(result.GetValue) > 1)
            {
                result.AddError($"only one of {string.Join(", ", limits.Select(limit => limit.Name))} may be given");
            }
        });
        return cli.Runs(command, generate.RunAsync);
    }

    private async Task RunAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var settings = await _options.SettingsAsync(run, cancellationToken);
        var directory = _options.Directory(run);
        using var sources = TokenSources.Of(run.Environment, settings, directory, _options.IdentitiesFile(run), run.Output.Warn);
        var chosen = sources.All.Where(source => IsWanted(run, source)).ToArray();
        if (chosen.Length == 0)
        {
            throw CommandFailure.Misuse(
                "nothing of that is configured",
                "Set the names in docs/guides/credentials.md, such as KEYCLOAK_URL or EGRESS_OAUTH_CLIENT_ID_1, in .env or export them.");
        }

        var failed = await new TokenGenerator(
                directory, run.Environment.Time, run.Environment.Uninterrupted, text => run.Output.Line(text))
            .RunAsync(chosen, run.Get(_force), cancellationToken);
        await WriteClientsAsync(run, settings, directory, cancellationToken);
        run.ExitCode = failed > 0 ? ExitCodes.Failed : run.ExitCode;
    }

    private bool IsWanted(CommandRun run, ITokenSource source)
    {
        if (run.Get(_provider) is { } provider && source.Kind == TokenKind.Egress
            && !source.Provider.Equals(provider, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        return source.Kind switch
        {
            _ when run.Get(_ingress) => source.Kind == TokenKind.Ingress,
            _ when run.Get(_egress) => source.Kind == TokenKind.Egress,
            _ when run.Get(_agentCore) => source.Kind == TokenKind.AgentCore,
            _ when run.Get(_keycloak) => source is { Kind: TokenKind.Agent, Provider: "keycloak" },
            _ => true,
        };
    }

    private async Task WriteClientsAsync(
        CommandRun run, CredentialSettings settings, TokenDirectory directory, CancellationToken cancellationToken)
    {
        try
        {
            var count = await _options.Clients(run, settings, directory).RunAsync(run.Output.Warn, cancellationToken);
            run.Output.Line(count is null
                ? "no client files: there is no token for the gateway"
                : $"vscode_mcp.json, mcp.json: {count} servers");
        }
        catch (CommandFailure failure)
        {
            run.Output.Warn($"{failure.Message}; the client files stay as they are");
            run.ExitCode = ExitCodes.Failed;
        }
    }
}
