using System.Reflection;
using System.Text.RegularExpressions;

namespace McpGateway.Host;

/// <summary>
/// What the command line asks for. Settings on it are read by the framework, which takes whatever looks like one: a word that is misspelt
/// would be dropped without a word. So every name is held against the sections that there are.
/// </summary>
/// <param name="ExitCode">Set when the process has nothing more to do than to print the text (to standard error unless it is 0).</param>
/// <param name="Text">The answer; empty when the gateway is to start.</param>
internal sealed partial record CommandLine(int? ExitCode, string Text)
{
    private const int Misused = 2;

    private const string Help =
        """
        Usage: McpGateway.Host [options]

        Starts the MCP Gateway & Registry.

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

    /// <summary>First parts of the names of settings: those of the framework, then those of the product.</summary>
    internal static readonly IReadOnlySet<string> Sections = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "urls", "http_ports", "https_ports", "environment", "contentRoot", "applicationName", "webroot", "preferHostingUrls",
        "shutdownTimeoutSeconds", "AllowedHosts", "Logging", "Kestrel",
        "Access", "Audit", "Auth", "Connections", "Discovery", "Egress", "Health", "IdentityProviders", "Ledger", "OAuth", "Proxy",
            "Registry", "Routing", "Secrets", "Storage",
    };

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
                return new(0, $"McpGateway.Host {Version()}");
            }

            var name = argument.Split('=', 2)[0];
            var hasValue = name.Length < argument.Length;
            var key = IsLong(name) ? name[2..] : name.TrimStart('/');
            if (!IsSetting(key) || (key == name && !hasValue))
            {
                return new(Misused, $"Unknown option '{name}'. Run with --help to see what there is.");
            }

            if (!hasValue && (++index == args.Length || IsLong(args[index])))
            {
                return new(Misused, $"The option '{name}' needs a value: {name} <value>.");
            }
        }

        return new(null, "");
    }

    private static bool IsLong(string argument) => argument.StartsWith("--", StringComparison.Ordinal);

    /// <summary>Names of environment variables are not listed: files of settings may refer to any.</summary>
    private static bool IsSetting(string name) => Sections.Contains(name.Split(':')[0]) || VariableName().IsMatch(name);

    private static string Version() =>
        typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    [GeneratedRegex("^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$")]
    private static partial Regex VariableName();
}
