using System.CommandLine;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Credentials.Verbs;

namespace McpGateway.Cli.Credentials;

/// <summary><c>mcpgw credentials</c>: token files for clients, and what keeps them fresh.</summary>
internal static class CredentialsCommand
{
    public const string Name = "credentials";

    /// <summary>Whether a command line asks for a service that runs until it is stopped.</summary>
    public static bool IsService(ParseResult parsed) => RefreshCommand.IsService(parsed);

    public static Command Create(CliContext cli) => new(Name, "Make token files for MCP clients, and keep them fresh")
    {
        GenerateCommand.Create(cli),
        RefreshCommand.Create(cli),
    };
}
