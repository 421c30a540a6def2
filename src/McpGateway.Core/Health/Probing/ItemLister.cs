using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Health.Discovery;
using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Pins;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Core.Health.Probing;

/// <summary>Reads the lists of prompts, resources and resource templates, where the server says that it has any.</summary>
internal static class ItemLister
{
    /// <param name="tools">What was found so far.</param>
    /// <param name="ask">Asks for one page of a list.</param>
    /// <param name="description">What the server says of itself.</param>
    /// <param name="options">Limits.</param>
    public static async Task<FoundTools> AddAsync(
        FoundTools tools, Func<string, JsonObject, Task<ProbeAnswer>> ask, JsonElement description, HealthOptions options)
    {
        var (prompts, resources) = (Has(description, "prompts"), Has(description, "resources"));
        return tools with
        {
            Prompts = prompts ? await ListAsync(DefinitionKind.Prompt, McpMethods.PromptsList, ask, options) : null,
            Resources = resources ? await ListAsync(DefinitionKind.Resource, McpMethods.ResourcesList, ask, options) : null,
            ResourceTemplates = resources
                ? await ListAsync(DefinitionKind.ResourceTemplate, McpMethods.ResourceTemplatesList, ask, options)
                : null,
        };
    }

    /// <returns>Null when the list is not known now.</returns>
    private static async Task<IReadOnlyList<PinnedItem>?> ListAsync(
        DefinitionKind kind, string method, Func<string, JsonObject, Task<ProbeAnswer>> ask, HealthOptions options)
    {
        var items = new Dictionary<string, PinnedItem>(StringComparer.Ordinal);
        var cursors = new HashSet<string>(StringComparer.Ordinal);
        string? cursor = null;
        for (var page = 0; page < options.MaxPages && items.Count < ItemLimits.MostItems; page++)
        {
            var answer = await ask(method, cursor is null ? [] : new() { ["cursor"] = cursor });
            if (answer.Kind != ProbeAnswerKind.Result)
            {
                return null;
            }

            foreach (var item in ItemReader.Read(kind, answer.Result).Take(ItemLimits.MostItems - items.Count))
            {
                items.TryAdd(item.Name, item);
            }

            cursor = ProbeText.Of(answer.Result, "nextCursor");
            if (string.IsNullOrEmpty(cursor) || !cursors.Add(cursor))
            {
                break;
            }
        }

        return [.. items.Values];
    }

    private static bool Has(JsonElement description, string capability) =>
        description.ValueKind == JsonValueKind.Object
        && description.TryGetProperty("capabilities", out var capabilities)
        && capabilities.ValueKind == JsonValueKind.Object
        && capabilities.TryGetProperty(capability, out var stated)
        && stated.ValueKind == JsonValueKind.Object;
}
