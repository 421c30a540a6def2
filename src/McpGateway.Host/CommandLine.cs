using McpGateway.Foundation;
using McpGateway.Host.Settings;

namespace McpGateway.Host;

/// <summary>
/// What the command line asks for. Settings on it are read by the framework, which takes whatever looks like one: a word that is misspelt
/// would be dropped without a word. So every name is held against the settings that there are.
/// </summary>
/// <param name="ExitCode">Set when the process has nothing more to do than to print the text (to standard error unless it is 0).</param>
/// <param name="Text">The answer; empty when the gateway is to start.</param>
internal sealed record CommandLine(int? ExitCode, string Text)
{
    private const int Misused = 2;

    private const string Help =
        """
        Usage: McpGateway.Host [options]
               McpGateway.Host store <command> …     move, save, verify and restore the store; exchange its key
               McpGateway.Host import <files> …      take over data of the Python product
               McpGateway.Host audit verify [file]   whether the audit is what was written
               McpGateway.Host health [options]      whether the gateway with these settings answers; ends with 0 or 1

        Without a command it starts the MCP Gateway & Registry. "store --help" says what the commands take.

          --urls <addresses>          where to listen, such as http://127.0.0.1:7860; several are separated by ';'
          --<SETTING> <value>         a setting by the name of its environment variable, such as --DATA_DIR /var/lib/mcp-gateway
          --<Section>:<Key> <value>   a setting of a section, such as --Proxy:MaxRequestBytes 1048576
          --environment <name>        Production (the default), Development, …
          --contentRoot <directory>   accepted for tools that pass it; appsettings.json is read beside the program
          --version                   print the version and exit
          -h, --help                  print this and exit

        "--key value" and "--key=value" are the same. Every setting can be an environment variable too, with "__" for ":".
        docs/guides/operations.md lists the settings.
        """;

    public static CommandLine Read(string[] args)
    {
        for (var index = 0; index < args.Length; index++)
        {
            var argument = args[index];
            if (argument is "-h" or "--help")
            {
                return new(0, Help);
            }

            if (argument is "--version")
            {
                return new(0, $"McpGateway.Host {ProductVersion.WithCommit}");
            }

            var name = argument.Split('=', 2)[0];
            var hasValue = name.Length < argument.Length;
            var key = IsLong(name) ? name[2..] : name.TrimStart('/');
            if (!IsSetting(key) || (key == name && !hasValue))
            {
                return new(Misused, $"Unknown option '{name}'.{Suggestion(key)} Run with --help to see what there is.");
            }

            if (!hasValue && (++index == args.Length || IsLong(args[index])))
            {
                return new(Misused, $"The option '{name}' needs a value: {name} <value>.");
            }
        }

        return new(null, "");
    }

    private static bool IsLong(string argument) => argument.StartsWith("--", StringComparison.Ordinal);

    private static bool IsSetting(string key) => FrameworkSettings.Knows(key) || GatewayApplication.Settings.Knows(key);

    private static string Suggestion(string key)
    {
        var meant = FrameworkSettings.ReplacementOf(key)
            ?? NearestName.To(key, FrameworkSettings.Names, NearestName.MistakesIn(key))
            ?? GatewayApplication.Settings.NearestTo(key);
        return meant is null ? "" : $" Did you mean '--{meant}'?";
    }
}
