using McpGateway.Contracts.Servers;

namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// Takes a docstring-like description apart: text before the first section is what the tool does, <c>Args:</c>, <c>Returns:</c> and
/// <c>Raises:</c> at the start of a line open sections.
/// </summary>
public static class ToolDescription
{
    private const string Nothing = "No description available.";

    public static ParsedDescription Parse(string? description)
    {
        var parts = new Dictionary<string, List<string>>(StringComparer.Ordinal) { ["Main"] = [] };
        var current = parts["Main"];
        foreach (var line in (description ?? "").Split('\n'))
        {
            var text = line.Trim();
            if (SectionOf(text) is { } section)
            {
                current = parts.TryGetValue(section, out var known) ? known : parts[section] = [];
                text = text[(section.Length + 1)..].Trim();
            }

            if (text.Length > 0)
            {
                current.Add(text);
            }
        }

        return new(Join(parts, "Main") ?? Nothing, Join(parts, "Args"), Join(parts, "Returns"), Join(parts, "Raises"));
    }

    private static string? SectionOf(string line) =>
        line.StartsWith("Args:", StringComparison.Ordinal) ? "Args"
        : line.StartsWith("Returns:", StringComparison.Ordinal) ? "Returns"
        : line.StartsWith("Raises:", StringComparison.Ordinal) ? "Raises"
        : null;

    private static string? Join(Dictionary<string, List<string>> parts, string section) =>
        parts.TryGetValue(section, out var lines) && lines.Count > 0 ? string.Join('\n', lines) : null;
}
