using System.Text.Json;

namespace ReferenceAgent.Models.Rules;

/// <summary>A tool as the finder tells of it.</summary>
internal sealed record FoundTool(string Path, string Name, JsonElement Schema)
{
    /// <returns>Empty when there is none, or the text cannot be read.</returns>
    public static IReadOnlyList<FoundTool> Read(string text)
    {
        try
        {
            // Behind the list there may be remarks, on lines of their own.
            var list = JsonElement.Parse(text.Split('\n')[0]);
            return list.ValueKind != JsonValueKind.Array ? [] :
            [
                .. list.EnumerateArray().Select(static entry => new FoundTool(
                    entry.GetProperty("service_path").GetString()!, entry.GetProperty("tool_name").GetString()!,
                    entry.TryGetProperty("tool_schema", out var schema) ? schema : default)),
            ];
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return [];
        }
    }
}
