using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Proxy.Recording;

namespace McpGateway.Core.Audit.Masking;

/// <summary>Takes secrets out of the arguments of a call: by names, and by what the tool's schema says.</summary>
internal static class ArgumentMask
{
    private static readonly FieldMask Names = new(shown: null);

    /// <returns>What is recorded; null where there is nothing, or what was sent cannot be read.</returns>
    public static JsonElement? Of(CallArguments? arguments)
    {
        if (arguments is null)
        {
            return null;
        }

        if (arguments.Json.IsEmpty)
        {
            return ElementOf(JsonValue.Create(string.Create(
                CultureInfo.InvariantCulture, $"not recorded: {arguments.Length} bytes, more than {CallArguments.Longest}")));
        }

        try
        {
            var sent = JsonElement.Parse(arguments.Json.Span);
            return ElementOf(Hidden(Names.Of("arguments", sent), "", arguments.Secrets));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <param name="secrets">Null when nothing is known of the tool: then no value is shown.</param>
    private static JsonNode? Hidden(JsonNode? node, string path, IReadOnlySet<string>? secrets) =>
        secrets?.Contains(path) == true ? FieldMask.Text : node switch
        {
            JsonObject members => new JsonObject(members.Select(
                member => KeyValuePair.Create(member.Key, Hidden(member.Value, $"{path}/{member.Key}", secrets)))),
            JsonArray items => new JsonArray([.. items.Select(item => Hidden(item, path, secrets))]),
            null => null,
            _ => secrets is null ? FieldMask.Text : node.DeepClone(),
        };

    private static JsonElement? ElementOf(JsonNode? node) => node is null ? null : JsonElement.Parse(node.ToJsonString());
}
