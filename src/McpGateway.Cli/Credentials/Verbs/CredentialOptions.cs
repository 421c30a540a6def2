using System.CommandLine;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Credentials.Clients;
using McpGateway.Cli.Credentials.Files;

namespace McpGateway.Cli.Credentials.Verbs;

/// <summary>Options that both credential commands take: where tokens are, and where settings come from.</summary>
internal sealed class CredentialOptions
{
    private const string DefaultGateway = "http://localhost:7860";

    private readonly Option<string[]> _envFiles = new("--env-file")
    {
        Description = "file with settings, instead of .env and credentials-provider/*/.env; may be repeated",
        HelpName = "file",
    };

    private readonly Option<string> _directory = new("--oauth-dir", "--oauth-tokens-dir")
    {
        Description = "directory of token files",
        HelpName = "directory",
        DefaultValueFactory = static _ => ".oauth-tokens",
    };

    private readonly Option<string?> _servers = new("--servers-dir")
    {
        Description = "directory of server files to make client files for, instead of the gateway's list",
        HelpName = "directory",
    };

    public Option<string?> Identities { get; } = new("--identities-file", "-i")
    {
        Description = "list of Entra identities (default: entra-identities.json among the tokens)",
        HelpName = "file",
    };

    private readonly (Option<string?> Option, string Name)[] _stated =
    [
        (new("--auth-provider", "-a") { Description = "keycloak, cognito, entra or gateway (AUTH_PROVIDER)", HelpName = "name" },
            "AUTH_PROVIDER"),
        (new("--keycloak-url", "-k") { Description = "address of Keycloak (KEYCLOAK_URL)", HelpName = "url" }, "KEYCLOAK_URL"),
        (new("--keycloak-realm", "-r") { Description = "realm (KEYCLOAK_REALM; default: mcp-gateway)", HelpName = "name" },
            "KEYCLOAK_REALM"),
        (new("--entra-tenant-id") { Description = "tenant (ENTRA_TENANT_ID)", HelpName = "id" }, "ENTRA_TENANT_ID"),
        (new("--entra-client-id") { Description = "application (ENTRA_CLIENT_ID)", HelpName = "id" }, "ENTRA_CLIENT_ID"),
        (new("--entra-client-secret")
        {
            Description = "its secret; better in ENTRA_CLIENT_SECRET, which others on this machine do not see", HelpName = "secret",
        }, "ENTRA_CLIENT_SECRET"),
        (new("--entra-login-url") { Description = "where Entra gives out tokens (ENTRA_LOGIN_URL)", HelpName = "url" }, "ENTRA_LOGIN_URL"),
        (new("--audience") { Description = "audience of AgentCore tokens (AGENTCORE_AUDIENCE)", HelpName = "name" }, "AGENTCORE_AUDIENCE"),
    ];

    public void AddTo(Command command)
    {
        foreach (var (option, _) in _stated)
        {
            command.Add(option);
        }

        command.Add(Identities);
        command.Add(_envFiles);
        command.Add(_directory);
        command.Add(_servers);
    }

    /// <summary>Read anew at each call: a service goes on with what a file says now.</summary>
    /// <exception cref="Running.CommandFailure">A named file cannot be read.</exception>
    public Task<CredentialSettings> SettingsAsync(CommandRun run, CancellationToken cancellationToken) => CredentialSettings.LoadAsync(
        run.Environment, run.Get(_envFiles) ?? [],
        [.. _stated.Select(one => (one.Name, run.Get(one.Option))), ("REGISTRY_URL", run.StatedUrl)], cancellationToken);

    public TokenDirectory Directory(CommandRun run) => new(Absolute(run, run.Get(_directory)!));

    public string? IdentitiesFile(CommandRun run) => run.Get(Identities) is { } file ? Absolute(run, file) : null;

    public ClientFileUpdate Clients(CommandRun run, CredentialSettings settings, TokenDirectory directory)
    {
        var gateway = settings.FindAddress("REGISTRY_URL") ?? new(DefaultGateway);
        var servers = run.Get(_servers) is { } named ? Absolute(run, named) : null;
        return new(directory, new(run.Environment, gateway, servers), gateway);
    }

    private static string Absolute(CommandRun run, string path) => Path.Combine(run.Environment.WorkingDirectory, path);
}
