using System.Text.Json;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Proxy.Pins;

namespace McpGateway.Core.Scanning.Subjects;

/// <summary>The texts of what a server offers beside its tools: prompts, resources, resource templates and instructions.</summary>
internal static class ItemTexts
{
    /// <summary>Everything that is listed now.</summary>
    public static IEnumerable<(DefinitionKind Kind, PinnedItem Item)> Of(ServerToolsRecord tools) =>
        Listed(DefinitionKind.Prompt, tools.Prompts)
            .Concat(Listed(DefinitionKind.Resource, tools.Resources))
            .Concat(Listed(DefinitionKind.ResourceTemplate, tools.ResourceTemplates));

    public static IEnumerable<ScanText> Of(DefinitionKind kind, PinnedItem item)
    {
        if (item.Definition.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var name = $"{WordOf(kind)} {item.Name}";
        return item.Definition.EnumerateObject().Where(static member => member.Name is not "icons")
            .SelectMany(member => Member(name, member));
    }

    /// <summary>
    /// The instructions as the server states them now, whole, and the approved ones where those are what callers are given.
    /// </summary>
    public static IEnumerable<ScanText> InstructionsOf(ServerToolsRecord tools)
    {
        var stated = tools.PinnedInstructions is { } pinned ? TextOf(pinned.Definition) : tools.Instructions;
        if (!string.IsNullOrEmpty(stated))
        {
            yield return new(null, "instructions", TextKind.Prose, stated);
        }

        if (tools.PinnedInstructions?.ApprovedDefinition is { } approved && TextOf(approved) is { Length: > 0 } text && text != stated)
        {
            yield return new(null, "approved_instructions", TextKind.Prose, text);
        }
    }

    private static IEnumerable<(DefinitionKind Kind, PinnedItem Item)> Listed(DefinitionKind kind, IReadOnlyList<PinnedItem>? items) =>
        (items ?? []).Where(static item => !item.IsGone).Select(item => (kind, item));

    private static IEnumerable<ScanText> Member(string item, JsonProperty member) => (member.Name, member.Value.ValueKind) switch
    {
        ("name" or "uri" or "uriTemplate", JsonValueKind.String) =>
            [new(item, member.Name, TextKind.Name, member.Value.GetString()!)],
        ("arguments", JsonValueKind.Array) => member.Value.EnumerateArray()
            .SelectMany((argument, index) => SchemaTexts.Of(item, $"arguments[{index}]", argument))
            .Select(static text => text.Field.EndsWith("].name", StringComparison.Ordinal)
                ? text with { Kind = TextKind.Parameter }
                : text),
        _ => SchemaTexts.Of(item, member.Name, member.Value),
    };

    private static string WordOf(DefinitionKind kind) => kind switch
    {
        DefinitionKind.Prompt => "prompt",
        DefinitionKind.Resource => "resource",
        DefinitionKind.ResourceTemplate => "resource template",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string? TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
