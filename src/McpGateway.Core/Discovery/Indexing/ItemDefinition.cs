using System.Text.Json;
using McpGateway.Foundation;

namespace McpGateway.Core.Discovery.Indexing;

/// <summary>Reads a prompt or a resource as its server describes it. What is missing or of another type reads as nothing.</summary>
internal readonly struct ItemDefinition(JsonElement definition)
{
    public string Name => definition.TextOf("name") ?? "";

    public string? Title => definition.TextOf("title");

    public string Description => definition.TextOf("description") ?? "";

    public string? MimeType => definition.TextOf("mimeType");

    public IEnumerable<ItemArgument> Arguments =>
        definition.ValueKind == JsonValueKind.Object && definition.TryGetProperty("arguments", out var list)
            && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(static item => new ItemArgument(
                item.TextOf("name") ?? "",
                item.TextOf("description") ?? "",
                item.ValueKind == JsonValueKind.Object && item.TryGetProperty("required", out var required)
                    && required.ValueKind == JsonValueKind.True))
            : [];
}

/// <summary>An argument of a prompt.</summary>
public sealed record ItemArgument(string Name, string Description, bool IsRequired);
