using System.Text.Json;
using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Pins;

namespace McpGateway.Core.Health.Discovery;

/// <summary>Reads prompts, resources and resource templates out of an upstream's answer as they are.</summary>
internal static class ItemReader
{
    private const int LongestName = 2048;
    private const int LargestDefinition = 64 * 1024;

    public static IEnumerable<PinnedItem> Read(DefinitionKind kind, JsonElement result)
    {
        if (result.ValueKind == JsonValueKind.Object && result.TryGetProperty(ListOf(kind), out var list)
            && list.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in list.EnumerateArray())
            {
                if (Find(kind, item) is { } found)
                {
                    yield return found;
                }
            }
        }
    }

    /// <summary>One definition; null when it has no usable name or cannot be read without doubt.</summary>
    public static PinnedItem? Find(DefinitionKind kind, JsonElement item)
    {
        try
        {
            var raw = item.GetRawText();
            return raw.Length <= LargestDefinition
                && item.ValueKind == JsonValueKind.Object
                && item.TryGetProperty(KeyOf(kind), out var value) && value.ValueKind == JsonValueKind.String
                && value.GetString() is { Length: > 0 and <= LongestName } name
                ? PinnedItem.Approved(name, item.Clone(), kind)
                : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return null;
        }
    }

    /// <summary>The text for models as an item.</summary>
    public static PinnedItem Instructions(string text) =>
        PinnedItem.Approved("", JsonSerializer.SerializeToElement(text, TextJsonContext.Default.String), DefinitionKind.Instructions);

    private static string ListOf(DefinitionKind kind) => kind switch
    {
        DefinitionKind.Prompt => "prompts",
        DefinitionKind.Resource => "resources",
        DefinitionKind.ResourceTemplate => "resourceTemplates",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string KeyOf(DefinitionKind kind) => kind switch
    {
        DefinitionKind.Prompt => "name",
        DefinitionKind.Resource => "uri",
        DefinitionKind.ResourceTemplate => "uriTemplate",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
