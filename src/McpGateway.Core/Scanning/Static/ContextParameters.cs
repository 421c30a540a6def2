using System.Text.Json;
using System.Text.RegularExpressions;
using McpGateway.Core.Scanning.Analysis;

namespace McpGateway.Core.Scanning.Static;

/// <summary>Parameters whose name asks for the conversation, the model's prompt or its reasoning.</summary>
internal static partial class ContextParameters
{
    /// <summary>
    /// Those that a tool has models fill: what it requires, and all of them where it has several, which no tool needs. Tools that make or
    /// ask a model take the prompt and the conversation of that one.
    /// </summary>
    public static IReadOnlyList<string> DemandedBy(ScanTool tool)
    {
        if (tool.InputSchema is not { ValueKind: JsonValueKind.Object } schema || ForModels().IsMatch(tool.Name.ToLowerInvariant()))
        {
            return [];
        }

        var names = schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
            ? properties.EnumerateObject().Select(static property => property.Name)
                .Where(static name => Name().IsMatch(name.ToLowerInvariant())).ToArray()
            : [];
        return names.Length > 1 ? names : RequiredBy(schema);
    }

    private static IReadOnlyList<string> RequiredBy(JsonElement schema) =>
        schema.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array
            ? [.. required.EnumerateArray().Where(static name => name.ValueKind == JsonValueKind.String)
                .Select(static name => name.GetString()!)]
            : [];

    [GeneratedRegex("assistant|agent|bot|model|llm|chat|complet|prompt|persona|gpt|claude", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex ForModels();

    [GeneratedRegex(
        @"^(?:side_?note|(?:full_|entire_|complete_|whole_)?(?:conversation|chat|message|dialog(?:ue)?)"
        + "(?:_history|_log|_so_far|_transcript|_context)"
        + "|system_?prompt|initial_prompt|developer_prompt|chain_of_thought"
        + "|(?:hidden_|internal_|private_)(?:reasoning|thoughts)|reasoning_trace|tools?_list|tool_descriptions"
        + "|available_tools|other_tools|previous_(?:messages|tool_(?:results?|calls?|outputs?)|conversation)|full_context|entire_context"
        + "|(?:all|past|prior|earlier)_(?:messages|turns)|user_profile_dump|agent_memory|model_instructions)$",
        RegexOptions.CultureInvariant, 5000)]
    public static partial Regex Name();
}
