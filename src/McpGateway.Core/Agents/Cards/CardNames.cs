using System.Collections.Frozen;
using System.Text.Json;

namespace McpGateway.Core.Agents.Cards;

/// <summary>Members of cards by their names in the protocol. Clients of the registry write the same in snake_case.</summary>
internal static class CardNames
{
    private static readonly string[] Known =
    [
        "additionalInterfaces", "apiKeySecurityScheme", "authorizationCode", "authorizationUrl", "bearerFormat", "clientCredentials",
        "defaultInputModes", "defaultOutputModes", "deviceAuthorizationUrl", "deviceCode", "documentationUrl", "extendedAgentCard",
        "httpAuthSecurityScheme", "iconUrl", "inputModes", "mtlsSecurityScheme", "oauth2MetadataUrl", "oauth2SecurityScheme",
        "openIdConnectSecurityScheme", "openIdConnectUrl", "outputModes", "pkceRequired", "preferredTransport", "protocolBinding",
        "protocolVersion", "pushNotifications", "refreshUrl", "securityRequirements", "securitySchemes", "stateTransitionHistory",
        "supportedInterfaces", "supportsAuthenticatedExtendedCard", "tokenUrl",
    ];

    /// <summary>The protocol's names of a card's own members, and of those of its interfaces.</summary>
    public static readonly IReadOnlyList<string> AtTheTop =
    [
        "additionalInterfaces", "capabilities", "defaultInputModes", "defaultOutputModes", "description", "documentationUrl", "iconUrl",
        "name", "preferredTransport", "protocolVersion", "provider", "security", "securityRequirements", "securitySchemes", "signatures",
        "skills", "supportedInterfaces", "supportsAuthenticatedExtendedCard", "url", "version",
    ];

    public static readonly IReadOnlyList<string> OfInterfaces = ["protocolBinding", "protocolVersion", "tenant", "transport", "url"];

    private static readonly FrozenDictionary<string, string> BySnake = Known.ToFrozenDictionary(Snake, StringComparer.Ordinal);

    public static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    /// <summary>The protocol's name for a member that was written in snake_case; any other name stays.</summary>
    public static string OfProtocol(string name) => BySnake.GetValueOrDefault(name, name);
}
