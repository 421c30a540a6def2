using System.Text.Json;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Health.Discovery;

/// <summary>Recognises a tool that came under a new name, by what it says. Only told, never trusted.</summary>
internal static class Renames
{
    /// <summary>Share of words that two texts must have in common.</summary>
    private const double Similar = 0.7;

    private static readonly char[] Separators = [' ', '\t', '\r', '\n', '.', ',', ';', ':', '(', ')', '"', '\''];

    /// <summary>The name of the tool among those that are gone that says most nearly the same; null when none does.</summary>
    public static string? Find(ToolRecord found, IReadOnlyList<ToolRecord> gone)
    {
        if (gone.Count == 0)
        {
            return null;
        }

        var words = WordsOf(found);
        var (best, name) = (Similar, (string?)null);
        foreach (var candidate in gone)
        {
            var others = WordsOf(candidate);
            var common = words.Count(others.Contains);
            var share = words.Count + others.Count == 0 ? 0 : (double)common / (words.Count + others.Count - common);
            if (share >= best)
            {
                (best, name) = (share, candidate.Name);
            }
        }

        return name;
    }

    private static HashSet<string> WordsOf(ToolRecord tool)
    {
        var words = tool.Description.Split(Separators, StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (tool.InputSchema.ValueKind == JsonValueKind.Object
            && tool.InputSchema.TryGetProperty("properties", out var properties)
            && properties.ValueKind == JsonValueKind.Object)
        {
            words.UnionWith(properties.EnumerateObject().Select(static property => property.Name));
        }

        return words;
    }
}
