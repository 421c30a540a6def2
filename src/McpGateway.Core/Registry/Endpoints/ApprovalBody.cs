using System.Text.Json;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>
/// Reads which definitions are approved: no body for every changed one, or <c>{"tools":["name", {"name":"…","definition_hash":"…"}]}</c>.
/// </summary>
internal static class ApprovalBody
{
    private static readonly Error Shape = new(
        ErrorKind.Unprocessable, """The body must be empty or {"tools":[…]} with tool names, or objects with name and definition_hash""");

    /// <summary>For where no body must not come to mean everything.</summary>
    public static readonly Error NamesMissing = new(
        ErrorKind.Unprocessable, """The body must be {"tools":[…]} with tool names, or objects with name and definition_hash""");

    public static async Task<Result<Dictionary<string, string?>>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var tools = new Dictionary<string, string?>(StringComparer.Ordinal);
        var text = await JsonBody.ReadTextAsync(request, cancellationToken);
        if (string.IsNullOrWhiteSpace(text))
        {
            return text is null ? new Error(ErrorKind.TooLarge, "The body is too large") : tools;
        }

        if (JsonBody.ParseStrict(text) is not { ValueKind: JsonValueKind.Object } body)
        {
            return Shape;
        }

        if (!body.TryGetProperty("tools", out var list))
        {
            return tools;
        }

        // An empty list names nothing, which must not come to mean everything.
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            return Shape;
        }

        return list.EnumerateArray().All(item => TryAdd(tools, item)) ? tools : Shape;
    }

    private static bool TryAdd(Dictionary<string, string?> tools, JsonElement item)
    {
        if (item.ValueKind == JsonValueKind.String)
        {
            return tools.TryAdd(item.GetString()!, null);
        }

        return item.ValueKind == JsonValueKind.Object
            && item.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
            && item.TryGetProperty("definition_hash", out var hash) && hash.ValueKind == JsonValueKind.String
            && tools.TryAdd(name.GetString()!, hash.GetString());
    }
}
