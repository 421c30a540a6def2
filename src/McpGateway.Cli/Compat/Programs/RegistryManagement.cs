using McpGateway.Cli.Compat.Management;

namespace McpGateway.Cli.Compat.Programs;

/// <summary><c>api/registry_management.py</c>: servers, groups, agents, users, federation and Anthropic's API.</summary>
internal static class RegistryManagement
{
    public static CompatProgram Program { get; } = new(
        "registry_management",
        "Manage a registry: servers, groups, agents, users and federation",
        RegistryConnection.Parameters,
        [
            .. ServerVerbs.All, .. GroupVerbs.All, .. RatingVerbs.All, .. ScanVerbs.All, .. SearchVerbs.All, .. AgentVerbs.All,
            .. AnthropicVerbs.All, .. IamVerbs.All, .. FederationVerbs.All,
        ],
        RegistryConnection.ConnectAsync);
}
