using System.Text.Json;

namespace McpGateway.Proxy.A2a;

/// <summary>The card that the gateway shows of an agent, for those who learn of the agent elsewhere than at its address.</summary>
public static class PublicCard
{
    /// <param name="card">The agent's own.</param>
    /// <param name="address">The agent's public address at the gateway.</param>
    /// <param name="security">How callers get tokens; null when nothing is known of it.</param>
    /// <param name="allowsPush">Whether agents may be asked for push notifications at all.</param>
    /// <returns>UTF-8; null when the JSON is no card.</returns>
    public static byte[]? At(JsonElement card, string address, CardSecurity? security, bool allowsPush) =>
        GatewayCard.Rewrite(card, new(address, security, allowsPush));
}
