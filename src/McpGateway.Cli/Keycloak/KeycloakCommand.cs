using System.CommandLine;
using McpGateway.Cli.Commands;

namespace McpGateway.Cli.Keycloak;

/// <summary><c>mcpgw keycloak</c>: prepares Keycloak as the gateway's identity provider.</summary>
internal static class KeycloakCommand
{
    public static Command Create(CliContext cli) => new("keycloak", "Prepare Keycloak as the gateway's identity provider")
    {
        InitCommand.Create(cli),
        AgentCommand.Create(cli),
    };
}
