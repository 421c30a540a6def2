using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGateway.Cli.Compat.Support;

/// <summary>JSON as <c>json.dumps(value, indent=2)</c> of Python writes it, because scripts compare and cut it by lines.</summary>
internal static class PythonJson
{
    private const int IndentSize = 2;

    /// <summary>Members keep their order. Everything outside ASCII is escaped, as are quotes, backslashes and controls.</summary>
    public static string Write(JsonNode? value, int indent = IndentSize)
    {
        var text = new StringBuilder();
        Append(text, value, indent, 0);
        return text.ToString();
    }

    private static void Append(StringBuilder text, JsonNode? value, int indent, int depth)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject members:
                AppendAll(text, '{', '}', indent, depth, [.. members], (member, inner) =>
                {
                    AppendText(text, member.Key);
                    text.Append(": ");
                    Append(text, member.Value, indent, inner);
                });
                break;
            case JsonArray items:
                AppendAll(text, '[', ']', indent, depth, [.. items], (item, inner) => Append(text, item, indent, inner));
                break;
            case { } scalar when scalar.GetValueKind() == JsonValueKind.String:
                AppendText(text, scalar.GetValue<string>());
                break;
            default:
                text.Append(value.ToJsonString());
                break;
        }
    }

    private static void AppendAll<T>(
        StringBuilder text, char open, char close, int indent, int depth, T[] items, Action<T, int> append)
    {
        text.Append(open);
        for (var index = 0; index < items.Length; index++)
        {
            text.Append(index == 0 ? "\n" : ",\n").Append(' ', (depth + 1) * indent);
            append(items[index], depth + 1);
        }

        if (items.Length > 0)
        {
            text.Append('\n').Append(' ', depth * indent);
        }

        text.Append(close);
    }

    private static void AppendText(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var letter in value)
        {
            _ = letter switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                >= ' ' and <= '~' or '\u007f' => text.Append(letter),
                _ => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
            };
        }

        text.Append('"');
    }
}
