using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGateway.Core.Agents.Cards;

/// <summary>
/// Turns a card that was written in snake_case into the protocol's names, at the places where the protocol has names. Maps whose keys
/// somebody chose, and members that it does not know, stay as they are.
/// </summary>
internal static class CardSpelling
{
    /// <summary>Members whose own members have names of the protocol.</summary>
    private static readonly FrozenSet<string> Structures = FrozenSet.ToFrozenSet(
        [
            "additionalInterfaces", "apiKeySecurityScheme", "authorizationCode", "capabilities", "clientCredentials", "deviceCode",
            "extensions", "flows", "httpAuthSecurityScheme", "implicit", "mtlsSecurityScheme", "oauth2SecurityScheme",
            "openIdConnectSecurityScheme", "password", "provider", "skills", "supportedInterfaces",
        ],
        StringComparer.Ordinal);

    public static JsonElement OfProtocol(JsonElement card)
    {
        var node = JsonObject.Create(card)!;
        Rename(node);
        return JsonElement.Parse(node.ToJsonString());
    }

    private static void Rename(JsonObject part)
    {
        foreach (var (name, value) in part.ToArray())
        {
            var proper = name == "in_" ? "in" : CardNames.OfProtocol(name);
            if (proper != name && !part.ContainsKey(proper))
            {
                part.Remove(name);
                part[proper] = value;
            }

            Descend(proper, value);
        }
    }

    private static void Descend(string name, JsonNode? value)
    {
        // The names of schemes are chosen, their members are not.
        if (name == "securitySchemes" && value is JsonObject schemes)
        {
            foreach (var scheme in schemes.Select(static scheme => scheme.Value).OfType<JsonObject>())
            {
                Rename(scheme);
            }
        }
        else if (!Structures.Contains(name))
        {
            return;
        }
        else if (value is JsonObject part)
        {
            Rename(part);
        }
        else if (value is JsonArray items)
        {
            foreach (var item in items.OfType<JsonObject>())
            {
                Rename(item);
            }
        }
    }
}
