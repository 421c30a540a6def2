using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGateway.Tests.Agents.Cards;

/// <summary>Cards for tests, in both forms.</summary>
internal static class TestCards
{
    private const string Former = """
        {
          "protocolVersion": "0.3.0", "name": "Code Reviewer", "description": "Reviews code.", "version": "1.2.0",
          "url": "https://agent.example/a2a", "preferredTransport": "JSONRPC",
          "additionalInterfaces": [
            {"url": "https://agent.example/a2a", "transport": "JSONRPC"}, {"url": "https://agent.example/rest", "transport": "HTTP+JSON"}
          ],
          "capabilities": {"streaming": true, "pushNotifications": false}, "supportsAuthenticatedExtendedCard": true,
          "defaultInputModes": ["text/plain"], "defaultOutputModes": ["text/plain", "application/json"],
          "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
          "security": [{"key": []}],
          "skills": [
            {
              "id": "review-python", "name": "Python review", "description": "Finds bugs in Python.", "tags": ["python"],
              "examples": ["Review this"]
            }
          ],
          "provider": {"organization": "Example", "url": "https://example.com"},
          "somethingNew": {"deep": [1, 2]}
        }
        """;

    private const string Current = """
        {
          "name": "Recipe Agent", "description": "Cooks.", "version": "2.0.0",
          "supportedInterfaces": [
            {"url": "https://agent.example/v1", "protocolBinding": "JSONRPC", "protocolVersion": "1.0", "tenant": "t1"},
            {"url": "https://grpc.agent.example", "protocolBinding": "GRPC", "protocolVersion": "1.0"}
          ],
          "capabilities": {
            "streaming": true, "extendedAgentCard": true, "extensions": [{"uri": "https://ext.example/geo", "params": {"token_url": 1}}]
          },
          "defaultInputModes": ["text/plain"], "defaultOutputModes": ["text/plain"],
          "securitySchemes": {
            "oauth": {
              "oauth2SecurityScheme": {"flows": {"clientCredentials": {"tokenUrl": "https://idp.example/token", "scopes": {"a": "b"}}}}
            },
            "bearer": {"httpAuthSecurityScheme": {"scheme": "Bearer", "bearerFormat": "JWT"}}
          },
          "securityRequirements": [{"schemes": {"oauth": {"list": ["a"]}}}],
          "skills": [{"id": "cook", "name": "Cook", "description": "Finds recipes.", "tags": ["food"]}]
        }
        """;

    public static JsonObject Version03() => JsonNode.Parse(Former)!.AsObject();

    public static JsonObject Version1() => JsonNode.Parse(Current)!.AsObject();

    public static JsonElement Element(this JsonNode card) => JsonElement.Parse(card.ToJsonString());

    /// <summary>The smallest card that existing clients register.</summary>
    public static JsonObject Minimal(string name = "Agent", string url = "https://agent.example") => new()
    {
        ["name"] = name,
        ["description"] = "Does things.",
        ["version"] = "1.0.0",
        ["url"] = url,
    };

    /// <summary>Puts a value at a place such as <c>skills/0/id</c>; null takes the member away.</summary>
    public static JsonObject With(this JsonObject card, string place, JsonNode? value)
    {
        var parts = place.Split('/');
        JsonNode node = card;
        foreach (var part in parts[..^1])
        {
            node = node is JsonArray list ? list[int.Parse(part, CultureInfo.InvariantCulture)]! : node[part]!;
        }

        if (node is JsonArray items)
        {
            items[int.Parse(parts[^1], CultureInfo.InvariantCulture)] = value;
        }
        else if (value is null)
        {
            node.AsObject().Remove(parts[^1]);
        }
        else
        {
            node[parts[^1]] = value;
        }

        return card;
    }
}
