using System.Text.Json;

namespace ReferenceAgent.Models.Rules;

/// <summary>A tool as the finder tells of it.</summary>
internal sealed record FoundTool(string Path, string Name, JsonElement Schema, string Description = "")
{
    private const int Short = 3;
    private const int Stem = 4;

    /// <summary>Words that are in any request.</summary>
    private static readonly HashSet<string> Fillers = new(StringComparer.OrdinalIgnoreCase)
    {
        "the", "and", "for", "from", "with", "what", "which", "who", "how", "when", "where", "why", "are", "was", "were", "does", "did",
        "can", "you", "your", "please", "give", "get", "tell", "show", "this", "that", "these", "those", "into", "about", "all", "any",
        "name", "named", "called", "use", "not", "has", "have", "will", "would", "could", "its", "our", "there", "example",
    };

    /// <summary>
    /// Whether a word of a request is in the tool's name or description. The finder gives the nearest tools there are, however far they
    /// are: without a language model there has to be a floor.
    /// </summary>
    public bool IsMeantBy(string request)
    {
        var own = WordsOf($"{Name} {Description}");
        return WordsOf(request).Any(word => own.Any(other => IsSame(word, other)));
    }

    /// <summary>The same word in another form counts: its beginning is the same, and little comes after.</summary>
    private static bool IsSame(string left, string right)
    {
        var (shorter, longer) = left.Length <= right.Length ? (left, right) : (right, left);
        return longer.Equals(shorter, StringComparison.OrdinalIgnoreCase)
            || (shorter.Length >= Stem && longer.Length - shorter.Length <= Short
                && longer.StartsWith(shorter, StringComparison.OrdinalIgnoreCase));
    }

    private static string[] WordsOf(string text) =>
    [
        .. string.Concat(text.Select(static letter => char.IsLetterOrDigit(letter) ? letter : ' '))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(static word => word.Length >= Short && !Fillers.Contains(word)),
    ];

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
                    entry.TryGetProperty("tool_schema", out var schema) ? schema : default,
                    entry.TryGetProperty("tool_parsed_description", out var description) ? description.ToString() : "")),
            ];
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return [];
        }
    }
}
