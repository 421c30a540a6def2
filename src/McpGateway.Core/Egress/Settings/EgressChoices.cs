using McpGateway.Core.Egress.Providers;

namespace McpGateway.Core.Egress.Settings;

/// <summary>What can be chosen in egress settings.</summary>
public static class EgressChoices
{
    /// <summary>What the MCP server itself advertises.</summary>
    public const string Upstream = ProviderPreset.Upstream;

    /// <summary>Endpoints as stated.</summary>
    public const string Custom = ProviderPreset.Custom;

    public static IReadOnlyList<string> Providers => ProviderPreset.Names;

    /// <summary>How the gateway authenticates at a token endpoint.</summary>
    public static IReadOnlyList<string> ClientMethods { get; } = [ClientAuthentications.Basic, ClientAuthentications.Post, ClientAuthentications.None];
}
