using System.CommandLine;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Credentials.Files;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Keycloak;

/// <summary>Options that the Keycloak commands share.</summary>
internal sealed class KeycloakOptions
{
    private readonly Option<string?> _url = new("--keycloak-url", "-k")
    {
        Description = "address of Keycloak (KEYCLOAK_ADMIN_URL, KEYCLOAK_URL; default: http://localhost:8080)",
        HelpName = "url",
    };

    private readonly Option<string?> _realm = new("--keycloak-realm", "-r")
    {
        Description = "realm (KEYCLOAK_REALM; default: mcp-gateway)",
        HelpName = "name",
    };

    private readonly Option<string?> _user = new("--admin-user")
    {
        Description = "administrator of Keycloak (KEYCLOAK_ADMIN; default: admin); the password is KEYCLOAK_ADMIN_PASSWORD",
        HelpName = "name",
    };

    private readonly Option<string[]> _envFiles = new("--env-file")
    {
        Description = "file with settings, instead of .env; may be repeated",
        HelpName = "file",
    };

    private readonly Option<string> _directory = new("--oauth-dir")
    {
        Description = "directory in which secrets are put",
        HelpName = "directory",
        DefaultValueFactory = static _ => ".oauth-tokens",
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "tell what would be done, and do nothing" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_url, _realm, _user, _envFiles, _directory, _dryRun])
        {
            command.Add(option);
        }
    }

    public bool IsDryRun(CommandRun run) => run.Get(_dryRun);

    public TokenDirectory Directory(CommandRun run) =>
        new(Path.Combine(run.Environment.WorkingDirectory, run.Get(_directory)!));

    public Task<CredentialSettings> SettingsAsync(CommandRun run, CancellationToken cancellationToken) => CredentialSettings.LoadAsync(
        run.Environment, run.Get(_envFiles) ?? [],
        [
            ("KEYCLOAK_ADMIN_URL", run.Get(_url)), ("KEYCLOAK_REALM", run.Get(_realm)), ("KEYCLOAK_ADMIN", run.Get(_user)),
            ("REGISTRY_URL", run.StatedUrl),
        ],
        cancellationToken);

    public static string Url(CredentialSettings settings) =>
        settings.Find("KEYCLOAK_ADMIN_URL") ?? settings.Find("KEYCLOAK_URL") ?? "http://localhost:8080";

    public static string Realm(CredentialSettings settings) => settings.Find("KEYCLOAK_REALM") ?? "mcp-gateway";

    /// <summary>A password never comes on the command line, where others on the machine see it.</summary>
    /// <exception cref="CommandFailure">It is not set, and nobody can be asked.</exception>
    public static KeycloakLogin Login(CommandRun run, CredentialSettings settings)
    {
        var url = CredentialSettings.Address("KEYCLOAK_URL", Url(settings)).AbsoluteUri;
        var user = settings.Find("KEYCLOAK_ADMIN") ?? "admin";
        var password = settings.Find("KEYCLOAK_ADMIN_PASSWORD")
            ?? (run.Environment.Terminal.IsInteractive ? run.Environment.Terminal.ReadSecret($"Password of {user} at {url}: ") : null)
            ?? throw CommandFailure.Misuse("KEYCLOAK_ADMIN_PASSWORD is not set", "Set it in .env, or export it.");
        return new(url, user, password);
    }
}
