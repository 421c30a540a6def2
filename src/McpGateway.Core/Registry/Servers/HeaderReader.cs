using System.Text.Json;

namespace McpGateway.Core.Registry.Servers;

/// <summary>Reads headers as clients and files state them: an array of objects, or one object, of names and text values.</summary>
internal static class HeaderReader
{
    /// <returns>The headers, or null when the value has another shape.</returns>
    public static IReadOnlyList<ServerHeader>? Read(JsonElement value)
    {
        var objects = value.ValueKind switch
        {
            JsonValueKind.Object => [value],
            JsonValueKind.Array => value.EnumerateArray().ToArray(),
            JsonValueKind.Undefined or JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False
                or JsonValueKind.Null => null,
        };
        if (objects is null || objects.Any(item => item.ValueKind != JsonValueKind.Object))
        {
            return null;
        }

        var members = objects.SelectMany(item => item.EnumerateObject()).ToArray();
        return members.All(member => member.Value.ValueKind == JsonValueKind.String)
            ? [.. members.Select(member => new ServerHeader(member.Name, member.Value.GetString()!))]
            : null;
    }
}
