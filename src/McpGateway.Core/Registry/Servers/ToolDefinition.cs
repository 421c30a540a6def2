using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// What a tool tells a model about itself: name, title, description, schemas and annotations. Operators approve this text, so it has one
/// canonical form and a hash: whoever changes a definition after approval ("rug pull") is seen.
/// </summary>
public static class ToolDefinition
{
    /// <summary>SHA-256 (hex) over the canonical form.</summary>
    public static string HashOf(
        string name, string? title, string description, JsonElement inputSchema, JsonElement? outputSchema, JsonElement? annotations) =>
        Convert.ToHexStringLower(SHA256.HashData(Canonical(name, title, description, inputSchema, outputSchema, annotations)));

    /// <summary>The definition of a stored tool as JSON, to be kept while another one is in force.</summary>
    public static JsonElement Of(ToolRecord tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        using var document = JsonDocument.Parse(
            Canonical(tool.Name, tool.Title, tool.Description, tool.InputSchema, tool.OutputSchema, tool.Annotations));
        return document.RootElement.Clone();
    }

    /// <summary>
    /// The record of a tool as found now. A tool that is known keeps its approved hash, and the approved definition while that differs;
    /// a new one counts as approved, because there is nothing it could have changed from.
    /// </summary>
    public static ToolRecord Found(ToolRecord found, ToolRecord? known, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(found);
        if (known is null)
        {
            return found with { ApprovedHash = found.DefinitionHash, ApprovedDefinition = null, ChangedAt = null };
        }

        if (found.DefinitionHash == known.ApprovedHash)
        {
            return found with { ApprovedHash = known.ApprovedHash, ApprovedDefinition = null, ChangedAt = null };
        }

        return found with
        {
            ApprovedHash = known.ApprovedHash,
            ApprovedDefinition = known.ApprovedDefinition ?? Of(known),
            ChangedAt = found.DefinitionHash == known.DefinitionHash ? known.ChangedAt : now,
        };
    }

    /// <summary>The tool with its present definition approved.</summary>
    public static ToolRecord Approve(ToolRecord tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        return tool with { ApprovedHash = tool.DefinitionHash, ApprovedDefinition = null, ChangedAt = null };
    }

    private static byte[] Canonical(
        string name, string? title, string description, JsonElement inputSchema, JsonElement? outputSchema, JsonElement? annotations)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString("name", name);
        WriteText(writer, "title", title);
        writer.WriteString("description", description);
        WriteMember(writer, "inputSchema", inputSchema);
        WriteMember(writer, "outputSchema", outputSchema);
        WriteMember(writer, "annotations", annotations);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteMember(Utf8JsonWriter writer, string name, JsonElement? value)
    {
        if (value is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } present)
        {
            writer.WritePropertyName(name);
            WriteSorted(writer, present);
        }
    }

    /// <summary>Members in ordinal order: a server that answers the same schema in another order has not changed it.</summary>
    private static void WriteSorted(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    WriteSorted(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    WriteSorted(writer, item);
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
}
