using System.Text.Json;
using System.Text.RegularExpressions;
using McpGateway.Core.Scanning.Analysis;

namespace McpGateway.Core.Scanning.Static;

/// <summary>Rules over what a tool says of itself as a whole: annotations and the width of its schema.</summary>
internal static partial class ToolRules
{
    public static IEnumerable<Finding> Judge(ScanTool tool)
    {
        if (Destructive().Match(tool.Name) is { Success: true } verb)
        {
            if (Hint(tool, "readOnlyHint") is true)
            {
                yield return Of(tool, "contradicting-annotation", Severity.Medium, "annotations.readOnlyHint",
                    $"The tool calls itself read-only, and its name says {verb.Groups[1].Value}.",
                    "Ask what it does; treat it as one that changes things.");
            }
            else if (Hint(tool, "destructiveHint") is null && Hint(tool, "readOnlyHint") is null)
            {
                yield return Of(tool, "dangerous-without-annotation", Severity.Low, "annotations",
                    "The name says that the tool destroys, runs or pays something, and no annotation warns clients of it.",
                    "Have destructiveHint stated, so that clients ask their users.");
            }
        }

        if (CodeParameterOf(tool) is { } code)
        {
            yield return Of(tool, "runs-given-code", Severity.Low, $"inputSchema.properties.{code}",
                "The tool takes code or commands as free text and has no bounds in its schema.",
                "Grant it to few, and look at its calls.");
        }

        if (IsAnything(tool.InputSchema))
        {
            yield return Of(tool, "over-broad-schema", Severity.Low, "inputSchema",
                "The schema names no parameter and lets everything in.", "Have the parameters stated.");
        }
    }

    private static bool? Hint(ScanTool tool, string name) =>
        tool.Annotations is { ValueKind: JsonValueKind.Object } annotations && annotations.TryGetProperty(name, out var hint)
            ? hint.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => null,
            }
            : null;

    private static string? CodeParameterOf(ScanTool tool)
    {
        if (tool.InputSchema is not { ValueKind: JsonValueKind.Object } schema
            || !schema.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (var property in properties.EnumerateObject())
        {
            if (CodeName().IsMatch(property.Name) && property.Value is { ValueKind: JsonValueKind.Object } bounds
                && !bounds.TryGetProperty("enum", out _) && !bounds.TryGetProperty("pattern", out _)
                    && !bounds.TryGetProperty("const", out _))
            {
                return property.Name;
            }
        }

        return null;
    }

    private static bool IsAnything(JsonElement schema) => schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty("additionalProperties", out var additional) && additional.ValueKind == JsonValueKind.True
        && !(schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
            && properties.EnumerateObject().Any());

    private static Finding Of(ScanTool tool, string rule, Severity severity, string field, string reason, string remedy) =>
        StaticFinding.Of(rule, severity, tool.Name, field, Evidence.Of(tool.Name), reason, remedy);

    [GeneratedRegex(
        @"(?:^|[_\-./])(delete|remove|drop|destroy|wipe|purge|truncate|erase|exec|execute"
        + @"|kill|shutdown|terminate|transfer|pay|revoke)(?:$|[_\-./A-Z])"
        + "|^(delete|remove|drop|destroy|wipe|purge|truncate|erase|execute|kill|terminate|transfer|revoke)[A-Z]",
        RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Destructive();

    [GeneratedRegex("^(?:command|cmd|shell|shell_command|code|script|python_code|sql|eval|expression_code)$",
        RegexOptions.CultureInvariant, 5000)]
    private static partial Regex CodeName();
}
