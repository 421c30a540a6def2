using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Cards;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Web.Pages.Agent;

/// <summary>How values of agents read.</summary>
internal static class AgentWords
{
    public static (string Text, string Tone, string Icon) SignatureOf(CardSignature signature) => signature.State switch
    {
        SignatureState.Verified => ("Signature verified", "good", "check"),
        SignatureState.Invalid => ("Signature does not fit", "bad", "error"),
        SignatureState.KeyUnknown => ("Signature not verifiable", "warn", "warning"),
        _ => ("Not signed", "idle", "info"),
    };

    public static string VisibilityOf(string visibility) => visibility switch
    {
        ItemVisibility.Private => "Private",
        ItemVisibility.GroupRestricted => "Some groups",
        _ => "Public",
    };

    public static string StatusOf(string status) => Capital(status);

    public static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    public static string SchemeOf(AgentSecurityScheme scheme) => scheme.Type switch
    {
        "apiKey" => $"API key in {scheme.In} “{scheme.Name}”",
        "http" => $"HTTP {scheme.Scheme}{(scheme.BearerFormat is { } format ? $" ({format})" : "")}",
        "oauth2" => "OAuth 2",
        "openIdConnect" => $"OpenID Connect, {scheme.OpenIdConnectUrl}",
        "mutualTLS" => "Client certificate (mutual TLS)",
        var other => other,
    };

    /// <summary>Whether the gateway carries calls to an interface.</summary>
    public static bool IsCarried(AgentInterface item) =>
        item.Binding.Equals(A2aBinding.JsonRpc, StringComparison.OrdinalIgnoreCase)
        || item.Binding.Equals(A2aBinding.HttpJson, StringComparison.OrdinalIgnoreCase);
}
