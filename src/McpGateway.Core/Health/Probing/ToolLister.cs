using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Health.Discovery;
using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Core.Health.Probing;

/// <summary>Reads <c>tools/list</c>, every page within bounds.</summary>
internal static class ToolLister
{
    /// <param name="ask">Asks for one page.</param>
    /// <returns>The tools, or the answer for which they are not known.</returns>
    public static async Task<(FoundTools? Tools, ProbeAnswer? Refusal)> ListAsync(
        Func<JsonObject, Task<ProbeAnswer>> ask, JsonElement description, string? revision, HealthOptions options)
    {
        var tools = new Dictionary<string, ToolRecord>(StringComparer.Ordinal);
        var cursors = new HashSet<string>(StringComparer.Ordinal);
        string? cursor = null;
        for (var page = 0; page < options.MaxPages; page++)
        {
            var answer = await ask(cursor is null ? [] : new() { ["cursor"] = cursor });
            if (answer.Kind != ProbeAnswerKind.Result)
            {
                // A server that says it has no tools has none; from any other the list is not known now.
                return answer.Kind == ProbeAnswerKind.Error && HasNoTools(description)
                    ? (Found(description, revision, tools), null)
                    : (null, answer);
            }

            var result = JsonNode.Parse(answer.Result.GetRawText());
            foreach (var tool in ToolReader.Read(result))
            {
                if (tools.Count >= options.MaxTools)
                {
                    return (Found(description, revision, tools, ProbeSentences.OfManyTools(options.MaxTools)), null);
                }

                tools.TryAdd(tool.Name, tool);
            }

            cursor = ToolReader.NextCursor(result);
            if (cursor is null)
            {
                return (Found(description, revision, tools), null);
            }

            if (!cursors.Add(cursor))
            {
                // The same cursor twice: the server goes round in circles.
                return (Found(description, revision, tools, ProbeSentences.OfCircle), null);
            }
        }

        return (Found(description, revision, tools, ProbeSentences.OfManyPages(options.MaxPages)), null);
    }

    private static bool HasNoTools(JsonElement description) =>
        description.ValueKind == JsonValueKind.Object
        && !(description.TryGetProperty("capabilities", out var capabilities)
            && capabilities.ValueKind == JsonValueKind.Object
            && capabilities.TryGetProperty("tools", out _));

    private static FoundTools Found(
        JsonElement description, string? revision, Dictionary<string, ToolRecord> tools, string? cut = null)
    {
        var info = ServerInfoOf(description);
        return new(
            [.. tools.Values], TextOf(info, "name"), TextOf(info, "version"), TextOf(description, "instructions"), revision)
        {
            Cut = cut,
            FullInstructions = description.ValueKind == JsonValueKind.Object
                ? ItemReader.Instructions(ProbeText.Of(description, "instructions") ?? "")
                : null,
        };
    }

    /// <summary>A member of its own in the answer to <c>initialize</c>; in that to <c>server/discover</c> part of <c>_meta</c>.</summary>
    private static JsonElement ServerInfoOf(JsonElement description) =>
        description.ValueKind != JsonValueKind.Object ? default
        : description.TryGetProperty("serverInfo", out var info) ? info
        : description.TryGetProperty("_meta", out var meta)
            && meta.ValueKind == JsonValueKind.Object
            && meta.TryGetProperty(McpMeta.ServerInfo, out var stated)
            ? stated
        : default;

    private static string? TextOf(JsonElement from, string member) =>
        ProbeText.Of(from, member) is { Length: > ItemLimits.LongestText } text
            ? text[..ItemLimits.LongestText]
            : ProbeText.Of(from, member);
}
