using System.Text;
using System.Text.Json;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Core.Invocation;

/// <summary>
/// SEP-2243: from revision 2026-07-28 on, headers repeat the method, the tool's name and the arguments that its schema marks.
/// </summary>
internal static class MirroredHeaders
{
    public static IEnumerable<KeyValuePair<string, string>> Of(string method, ToolCall? call, JsonElement? schema)
    {
        yield return new(McpHeaders.ProtocolVersion, RpcMessages.Stateless);
        yield return new(McpHeaders.Method, method);
        if (call is null)
        {
            yield break;
        }

        yield return new(McpHeaders.Name, Encode(call.Tool));
        foreach (var (header, value) in Marked(schema, call.Arguments))
        {
            yield return new("Mcp-Param-" + header, Encode(value));
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Marked(JsonElement? schema, JsonElement? arguments)
    {
        if (schema is not { ValueKind: JsonValueKind.Object } known
            || arguments is not { ValueKind: JsonValueKind.Object } given
            || !known.TryGetProperty("properties", out var properties)
            || properties.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (var property in properties.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object
                && property.Value.TryGetProperty("x-mcp-header", out var header)
                && header.ValueKind == JsonValueKind.String
                && header.GetString() is { Length: > 0 } name
                && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
                && given.TryGetProperty(property.Name, out var value)
                && TextOf(value) is { } text)
            {
                yield return new(name, text);
            }
        }
    }

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Object or JsonValueKind.Array => null,
    };

    private static string Encode(string value)
    {
        var isPlain = value.Length > 0
            && !value.AsSpan().ContainsAnyExceptInRange('!', '~')
            && !value.StartsWith("=?", StringComparison.Ordinal);
        return isPlain ? value : $"=?base64?{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}?=";
    }
}
