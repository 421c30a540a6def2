using System.CommandLine;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Connect;

/// <summary>Options of <c>connect</c>.</summary>
internal sealed class ConnectOptions
{
    public Option<bool> All { get; } = new("--all") { Description = "all servers that are switched on and that you may see" };

    public Option<bool> DryRun { get; } = new("--dry-run", "-n") { Description = "only show what would change" };

    public Option<bool> WithToken { get; } = new("--with-token")
    {
        Description = "write a token of 24 hours, for clients that do not sign in by themselves",
    };

    public Option<bool> Replace { get; } = new("--replace") { Description = "replace another server of the same name" };

    public Option<string?> As { get; } = new("--as") { Description = "what the client calls the server", HelpName = "name" };

    private readonly Option<bool> _project = new("--project") { Description = "the file of this directory's project, not the user's" };

    private readonly Option<string?> _file = new("--file") { Description = "this file", HelpName = "file" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { All, DryRun, WithToken, Replace, As, _project, _file })
        {
            command.Add(option);
        }
    }

    public string FileOf(CommandRun run, ClientFormat format)
    {
        var environment = run.Environment;
        if (run.Get(_file) is { } named)
        {
            return Path.GetFullPath(named, environment.WorkingDirectory);
        }

        if (!run.Get(_project))
        {
            return format.UserFile(PlacesOf(environment));
        }

        return format.ProjectFile is { } below
            ? Path.Combine(environment.WorkingDirectory, below)
            : throw CommandFailure.Misuse($"{format.Title} has no configuration for a project.", "Leave --project out.");
    }

    private static ClientPlaces PlacesOf(CliEnvironment environment)
    {
        var data = OperatingSystem.IsWindows() ? environment.Variable("APPDATA") ?? Path.Combine(environment.Home, "AppData", "Roaming")
            : OperatingSystem.IsMacOS() ? Path.Combine(environment.Home, "Library", "Application Support")
            : environment.Variable("XDG_CONFIG_HOME") ?? Path.Combine(environment.Home, ".config");
        return new(environment.Home, data, environment.Variable);
    }
}
