using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGateway.Foundation;

/// <summary>Finds what a caller sent in a field of a JSON body, to be repeated in the refusal.</summary>
public static class SentInput
{
    /// <summary>Answers do not repeat what is larger, in characters of JSON.</summary>
    private const int MaxSize = 8192;

    /// <param name="body">The body, or the object in it that the field belongs to.</param>
    /// <param name="member">Name of the member.</param>
    /// <returns>A copy, not masked (<see cref="FieldProblem"/> does that); null when there is none, or it is too large.</returns>
    public static JsonNode? Of(JsonElement body, string member) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(member, out var value)
        && value.GetRawText() is { Length: <= MaxSize } text
            ? JsonNode.Parse(text)
            : null;
}
