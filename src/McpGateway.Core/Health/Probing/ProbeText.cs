using System.Text.Json;

namespace McpGateway.Core.Health.Probing;

/// <summary>Reads texts of foreign JSON, which may be of another kind or hold half of a surrogate pair.</summary>
internal static class ProbeText
{
    public static string? Of(JsonElement from, string member) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(member, out var value) ? Of(value) : null;

    public static string? Of(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
