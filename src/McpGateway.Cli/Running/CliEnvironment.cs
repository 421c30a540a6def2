using McpGateway.Cli.Terminals;

namespace McpGateway.Cli.Running;

/// <summary>Everything outside that a command may touch, so that a test can stand in for it.</summary>
internal sealed record CliEnvironment
{
    public required ITerminal Terminal { get; init; }

    public required TimeProvider Time { get; init; }

    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>The user's home directory.</summary>
    public required string Home { get; init; }

    public required string WorkingDirectory { get; init; }

    /// <summary>A handler for one command's requests; disposed of at its end.</summary>
    public required Func<HttpMessageHandler> Handlers { get; init; }

    /// <summary>Shows a page in the user's browser; false when there is none.</summary>
    public required Func<Uri, bool> OpenBrowser { get; init; }

    /// <summary>What is brought to its end when a command is told to stop.</summary>
    public UninterruptedWork Uninterrupted { get; } = new();

    /// <summary>Whether the process was told to end, for a command that runs until then.</summary>
    public Termination Termination { get; } = new();

    /// <summary>Where profiles and tokens are: <c>MCPGW_CONFIG_DIR</c>, or <c>mcpgw</c> where the system keeps settings.</summary>
    public string ConfigurationDirectory
    {
        get
        {
            if (Variable("MCPGW_CONFIG_DIR") is { } named)
            {
                return named;
            }

            var parent = OperatingSystem.IsWindows()
                ? Variable("APPDATA") ?? Path.Combine(Home, "AppData", "Roaming")
                : Variable("XDG_CONFIG_HOME") ?? Path.Combine(Home, ".config");
            return Path.Combine(parent, "mcpgw");
        }
    }

    /// <summary>A variable that is set and not empty.</summary>
    public string? Variable(string name) => Variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
