using System.CommandLine;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Keycloak;

/// <summary><c>mcpgw keycloak agent</c>: a client with a service account of its own for an agent.</summary>
internal sealed class AgentCommand
{
    private readonly KeycloakOptions _options = new();
    private readonly Option<string> _agent = new("--agent-id", "-a") { Description = "the agent", HelpName = "id", Required = true };
    private readonly Option<string> _group = new("--group")
    {
        Description = "group that gives it its rights",
        HelpName = "name",
        Required = true,
    };

    private readonly Option<bool> _create = new("--create-group", "-c") { Description = "create the group when it is not there" };

    public static Command Create(CliContext cli)
    {
        var agent = new AgentCommand();
        var command = new Command("agent", "Give an agent a client with a service account in a group")
        {
            agent._agent, agent._group, agent._create,
        };
        agent._options.AddTo(command);
        return cli.Runs(command, agent.RunAsync);
    }

    private async Task RunAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var id = run.Get(_agent)!;
        if (!id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
        {
            throw CommandFailure.Misuse("--agent-id may have letters, digits, dashes and underscores only");
        }

        var settings = await _options.SettingsAsync(run, cancellationToken);
        var realm = KeycloakOptions.Realm(settings);
        var plan = RealmPlan.ForAgent(realm, id, run.Get(_group)!, run.Get(_create));
        var report = new StepReport(run.Output);
        using var admin = new KeycloakAdmin(run.Environment, KeycloakOptions.Login(run, settings));
        var secrets = await new RealmProvisioner(admin, _options.IsDryRun(run), report.Add).RunAsync(plan, cancellationToken);
        var directory = _options.Directory(run);
        report.End(directory.FullPath, SecretFiles.Write(directory, KeycloakOptions.Url(settings), realm, secrets));
    }
}
