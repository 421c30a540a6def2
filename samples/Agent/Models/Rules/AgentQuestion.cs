using System.Text.Json;

namespace ReferenceAgent.Models.Rules;

/// <summary>Questions that are for another agent.</summary>
internal static class AgentQuestion
{
    /// <summary>Whether the user asks for an agent by that word.</summary>
    public static bool IsOne(string question) => question
        .Split([' ', ',', '.', ':', ';', '?', '!'], StringSplitOptions.RemoveEmptyEntries)
        .Intersect(["agent", "agents"], StringComparer.OrdinalIgnoreCase).Any();

    /// <summary>The path of the first agent that was found; null when there is none.</summary>
    public static string? Path(string found)
    {
        try
        {
            var list = JsonElement.Parse(found);
            return list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0
                ? list[0].GetProperty("agent_path").GetString()
                : null;
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
