using System.Buffers;
using System.Text.Json;

namespace McpGateway.Proxy.Pins;

/// <summary>
/// One text for all spellings of a JSON value, after RFC 8785: members in the order of their UTF-16 code units, no white space, strings
/// spelled one way. Numbers stay as they are written: whether <c>1</c> and <c>1.0</c> are the same to a client is not known here.
/// </summary>
public static class CanonicalJson
{
    public static byte[] Write(JsonElement value) => Write(value, []);

    /// <param name="value">The value.</param>
    /// <param name="ignored">Names of members of the value itself, not of those within, that are left out.</param>
    public static byte[] Write(JsonElement value, ReadOnlySpan<string> ignored)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            if (value.ValueKind == JsonValueKind.Object)
            {
                WriteObject(writer, value, ignored);
            }
            else
            {
                WriteValue(writer, value);
            }
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>
    /// A tool: known members in a fixed order and in the form in which they are stored, a description that is missing as an empty one, and
    /// an input schema that is missing as that of any object.
    /// </summary>
    internal static byte[] WriteTool(JsonElement tool, ReadOnlySpan<string> members, IReadOnlyList<JsonProperty>? others)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var name in members)
            {
                WriteMember(writer, tool, name);
            }

            if (others is not null)
            {
                writer.WriteStartObject("others");
                foreach (var member in others)
                {
                    writer.WritePropertyName(member.Name);
                    WriteValue(writer, member.Value);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static void WriteValue(Utf8JsonWriter writer, JsonElement value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(writer, value, []);
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    WriteValue(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Undefined or JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False
                or JsonValueKind.Null:
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, JsonElement value, ReadOnlySpan<string> ignored)
    {
        writer.WriteStartObject();
        foreach (var member in value.EnumerateObject().OrderBy(static member => member.Name, StringComparer.Ordinal))
        {
            if (!ignored.Contains(member.Name))
            {
                writer.WritePropertyName(member.Name);
                WriteValue(writer, member.Value);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter writer, JsonElement tool, string name)
    {
        var isThere = tool.TryGetProperty(name, out var value);
        switch (name)
        {
            case "name" or "title" or "description":
                var text = isThere && value.ValueKind == JsonValueKind.String ? value.GetString() : name == "description" ? "" : null;
                if (text is not null)
                {
                    writer.WriteString(name, text);
                }

                break;
            default:
                if (isThere && value.ValueKind == JsonValueKind.Object)
                {
                    writer.WritePropertyName(name);
                    WriteValue(writer, value);
                }
                else if (name == "inputSchema")
                {
                    writer.WriteStartObject(name);
                    writer.WriteString("type", "object");
                    writer.WriteEndObject();
                }

                break;
        }
    }
}
