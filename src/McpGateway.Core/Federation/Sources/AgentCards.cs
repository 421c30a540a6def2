using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Agents.Cards;

namespace McpGateway.Core.Federation.Sources;

/// <summary>Makes cards of what sources state of agents.</summary>
internal static class AgentCards
{
    /// <summary>Members that registries keep beside a card: none of them is believed from elsewhere.</summary>
    private static readonly string[] OfRegistries =
    [
        "path", "visibility", "allowed_groups", "allowedGroups", "trust_level", "trustLevel", "status", "tags", "license", "metadata",
        "streaming", "is_enabled", "isEnabled", "num_stars", "numStars", "rating_details", "ratingDetails", "registered_at",
        "registeredAt", "registered_by", "registeredBy", "updated_at", "updatedAt", "sync_metadata", "syncMetadata", "source", "id",
    ];

    /// <summary>The card without what is a registry's, under the names of the protocol.</summary>
    public static JsonElement Plain(JsonElement stated)
    {
        if (!OfRegistries.Any(name => stated.TryGetProperty(name, out _)))
        {
            return CardSpelling.OfProtocol(stated);
        }

        var card = JsonObject.Create(stated)!;
        foreach (var name in OfRegistries)
        {
            card.Remove(name);
        }

        return CardSpelling.OfProtocol(JsonElement.Parse(card.ToJsonString()));
    }
}
