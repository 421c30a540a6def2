using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using McpGateway.Contracts;

namespace McpGateway.Tests.Contracts;

/// <summary>A contract written and read with the context that the product uses.</summary>
internal static class RoundTrip
{
    /// <summary>
    /// The value is written as this JSON, members in this order; what is read from it, and from it with a member that nobody knows, is
    /// written as the same again.
    /// </summary>
    public static void Verify<T>(T value, string json)
    {
        var contract = (JsonTypeInfo<T>)ContractsJsonContext.Default.GetTypeInfo(typeof(T))!;
        var expected = JsonNode.Parse(json)!.ToJsonString();

        Assert.Equal(Canonical(expected), Canonical(JsonSerializer.Serialize(value, contract)));
        var read = JsonSerializer.Deserialize(expected, contract)!;
        Assert.Equal(Canonical(expected), Canonical(JsonSerializer.Serialize(read, contract)));
        var withMore = WithUnknownMembers(JsonNode.Parse(json)!);
        Assert.Equal(Canonical(expected), Canonical(JsonSerializer.Serialize(JsonSerializer.Deserialize(withMore, contract)!, contract)));
    }

    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize(json, (JsonTypeInfo<T>)ContractsJsonContext.Default.GetTypeInfo(typeof(T))!)!;

    public static JsonElement Json(string json) => JsonElement.Parse(json);

    /// <summary>Newer gateways answer with more members than an older client knows.</summary>
    private static JsonNode WithUnknownMembers(JsonNode node)
    {
        node.AsObject().Add("member_of_a_later_release", new JsonObject { ["nested"] = new JsonArray(1, "two", null) });
        return node;
    }

    /// <summary>Whether a character is escaped is the writer's choice.</summary>
    private static string Canonical(string json) => JsonNode.Parse(json)!.ToJsonString();
}
