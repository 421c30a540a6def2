using McpGateway.Core.Egress.Providers;
using McpGateway.Core.Egress.Storage;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Core.Egress.Settings;

/// <summary>What can be chosen in egress settings.</summary>
public static class EgressChoices
{
    /// <summary>What the MCP server itself advertises.</summary>
    public const string Upstream = ProviderPreset.Upstream;

    /// <summary>Endpoints as stated.</summary>
    public const string Custom = ProviderPreset.Custom;

    /// <summary>Microsoft Entra ID, which has tenants.</summary>
    public const string Microsoft = ProviderPreset.Microsoft;

    /// <summary>The client method with which the client secret is a private key in PEM.</summary>
    public const string PrivateKey = ClientAuthentications.PrivateKey;

    private static readonly IReadOnlyList<string> OfExchange = [Custom];
    private static readonly IReadOnlyList<string> OfTheGateway = [Upstream, Microsoft, Custom];

    public static IReadOnlyList<string> Providers => ProviderPreset.Names;

    /// <summary>How the gateway authenticates at a token endpoint.</summary>
    public static IReadOnlyList<string> ClientMethods { get; } =
        [ClientAuthentications.Basic, ClientAuthentications.Post, ClientAuthentications.PrivateKey, ClientAuthentications.None];

    /// <summary>The providers that a mode works with.</summary>
    public static IReadOnlyList<string> ProvidersOf(string mode) => mode switch
    {
        EgressMode.TokenExchange => OfExchange,
        EgressMode.ClientCredentials => OfTheGateway,
        _ => Providers,
    };
}
