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
                var said = verb.Groups[1].Success ? verb.Groups[1].Value : verb.Groups[2].Value;
                yield return Of(
                    tool, StaticRules.ContradictingAnnotation, "annotations.readOnlyHint",
                    $"The tool calls itself read-only, and its name says {said}.");
            }
            else if (Hint(tool, "destructiveHint") is null && Hint(tool, "readOnlyHint") is null)
            {
                yield return Of(tool, StaticRules.DangerousWithoutAnnotation, "annotations");
            }
        }

        if (CodeParameterOf(tool) is { } code)
        {
            yield return Of(tool, StaticRules.RunsGivenCode, $"inputSchema.properties.{code}");
        }

        if (IsAnything(tool.InputSchema))
        {
            yield return Of(tool, StaticRules.OverBroadSchema, "inputSchema");
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

    /// <summary>
    /// Only a schema that says so: <c>{}</c> and <c>{"type":"object"}</c> are how tools without arguments state that they have none, and
    /// a finding on each of those would say nothing.
    /// </summary>
    private static bool IsAnything(JsonElement schema) => schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty("additionalProperties", out var additional) && additional.ValueKind == JsonValueKind.True
        && !(schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
            && properties.EnumerateObject().Any());

    private static Finding Of(ScanTool tool, ScanRule rule, string field, string? reason = null) =>
        rule.Found(tool.Name, field, Evidence.Of(tool.Name), reason: reason);

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
