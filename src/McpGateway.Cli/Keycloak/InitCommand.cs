using System.CommandLine;
using System.Security.Cryptography;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Credentials.Files;

namespace McpGateway.Cli.Keycloak;

/// <summary><c>mcpgw keycloak init</c>: a realm with everything that the gateway works with.</summary>
internal sealed class InitCommand
{
    private const string DefaultGateway = "http://localhost:7860";

    private readonly KeycloakOptions _options = new();

    public static Command Create(CliContext cli)
    {
        var init = new InitCommand();
        var command = new Command("init", "Make a realm ready for the gateway; what is there stays");
        init._options.AddTo(command);
        return cli.Runs(command, init.RunAsync);
    }

    private async Task RunAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var settings = await _options.SettingsAsync(run, cancellationToken);
        var (url, realm) = (KeycloakOptions.Url(settings), KeycloakOptions.Realm(settings));
        var gateway = settings.FindAddress("REGISTRY_URL") ?? new(DefaultGateway);
        var plan = RealmPlan.ForGateway(
            realm, gateway, settings.FindAddress("AUTH_SERVER_EXTERNAL_URL") ?? gateway,
            new(Password(settings, "INITIAL_ADMIN_PASSWORD"), Password(settings, "INITIAL_USER_PASSWORD")));
        var report = new StepReport(run.Output);
        using var admin = new KeycloakAdmin(run.Environment, KeycloakOptions.Login(run, settings));
        var secrets = await new RealmProvisioner(admin, _options.IsDryRun(run), report.Add).RunAsync(plan, cancellationToken);
        var directory = _options.Directory(run);
        report.End(
            directory.FullPath,
            _options.IsDryRun(run)
                ? []
                : [.. SecretFiles.Write(directory, url, realm, secrets), SecretFiles.WriteSettings(directory, url, realm, secrets)]);
    }

    /// <summary>The stated one; else one that nobody can guess.</summary>
    private static InitialPassword Password(CredentialSettings settings, string name) => settings.Find(name) is { } stated
        ? new(stated, IsGenerated: false)
        : new(RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 20), IsGenerated: true);
}
