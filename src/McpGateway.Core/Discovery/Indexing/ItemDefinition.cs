using System.Text.Json;

namespace McpGateway.Core.Discovery.Indexing;

/// <summary>Reads a prompt or a resource as its server describes it. What is missing or of another type reads as nothing.</summary>
internal readonly struct ItemDefinition(JsonElement definition)
{
    public string Name => Text(definition, "name") ?? "";

    public string? Title => Text(definition, "title");

    public string Description => Text(definition, "description") ?? "";

    public string? MimeType => Text(definition, "mimeType");

    public IEnumerable<ItemArgument> Arguments =>
        definition.ValueKind == JsonValueKind.Object && definition.TryGetProperty("arguments", out var list)
            && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(static item => new ItemArgument(
                Text(item, "name") ?? "",
                Text(item, "description") ?? "",
                item.ValueKind == JsonValueKind.Object && item.TryGetProperty("required", out var required)
                    && required.ValueKind == JsonValueKind.True))
            : [];

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}

/// <summary>An argument of a prompt.</summary>
public sealed record ItemArgument(string Name, string Description, bool IsRequired);
