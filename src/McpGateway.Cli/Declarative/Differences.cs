using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGateway.Cli.Declarative;

/// <summary>Compares what is stated with what is stored.</summary>
internal static class Differences
{
    /// <summary>
    /// Lists of texts are sets: their order says nothing. Nothing stated is nothing stored, whichever way that is written.
    /// </summary>
    public static bool AreSame(JsonNode? stated, JsonNode? stored)
    {
        if (IsNothing(stated) && IsNothing(stored))
        {
            return true;
        }

        if (stated is JsonArray left && stored is JsonArray right && left.Concat(right).All(IsText))
        {
            return left.Select(static item => (string)item!).ToHashSet(StringComparer.Ordinal)
                .SetEquals(right.Select(static item => (string)item!));
        }

        if (stated is JsonArray items && stored is JsonArray others)
        {
            return items.Count == others.Count && items.Zip(others).All(static pair => AreSame(pair.First, pair.Second));
        }

        if (stated is JsonObject members && stored is JsonObject known)
        {
            return members.Select(static member => member.Key).Union(known.Select(static member => member.Key))
                .All(name => AreSame(members[name], known[name]));
        }

        return JsonNode.DeepEquals(stated, stored);
    }

    private static bool IsNothing(JsonNode? node) => node is null or JsonArray { Count: 0 } or JsonObject { Count: 0 }
        || (IsText(node) && (string)node! is "" or "N/A");

    private static bool IsText(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String;
}
