using System.Text.Json;

namespace McpGateway.Foundation;

/// <summary>Reads members of JSON that may be of any form.</summary>
public static class JsonTexts
{
    /// <returns>Null when it is not there, or is no text.</returns>
    /// <exception cref="InvalidOperationException">The text has half a surrogate pair.</exception>
    public static string? TextOf(this JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
