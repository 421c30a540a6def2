using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using McpGateway.Foundation;
using McpGateway.Proxy.Pins;

namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// What a tool tells a model about itself: name, title, description, schemas and annotations. Operators approve this text, so it has one
/// canonical form and a hash: whoever changes a definition after approval ("rug pull") is seen.
/// </summary>
public static class ToolDefinition
{
    private static readonly JsonElement EmptySchema = JsonElement.Parse("""{"type":"object"}""");

    /// <summary>SHA-256 (hex) over the canonical form.</summary>
    public static string HashOf(
        string name, string? title, string description, JsonElement inputSchema, JsonElement? outputSchema, JsonElement? annotations) =>
        Convert.ToHexStringLower(SHA256.HashData(Canonical(name, title, description, inputSchema, outputSchema, annotations)));

    /// <summary>The definition of a stored tool as JSON, to be kept while another one is in force.</summary>
    public static JsonElement Of(ToolRecord tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        using var document = JsonDocument.Parse(
            Canonical(tool.Name, tool.Title, tool.Description, tool.InputSchema, tool.OutputSchema, tool.Annotations, tool.Others));
        return document.RootElement.Clone();
    }

    /// <summary>The record of a tool as a server states it, approved as it is.</summary>
    /// <exception cref="InvalidOperationException">A name or text has half a surrogate pair.</exception>
    internal static ToolRecord Read(string name, JsonElement tool)
    {
        var others = DefinitionHash.OthersOf(tool);
        var hash = DefinitionHash.Of(DefinitionKind.Tool, tool).Full;
        return new()
        {
            Name = name,
            Title = tool.TextOf("title"),
            Description = tool.TextOf("description") ?? "",
            InputSchema = ObjectOf(tool, "inputSchema") ?? EmptySchema,
            OutputSchema = ObjectOf(tool, "outputSchema"),
            Annotations = ObjectOf(tool, "annotations"),
            Others = others.Count == 0 ? null : Collect(others),
            DefinitionHash = hash,
            ApprovedHash = hash,
        };
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
            return found with
            {
                ApprovedHash = known.ApprovedHash,
                ApprovedDefinition = null,
                RejectedHash = known.RejectedHash,
                ChangedAt = null,
            };
        }

        return found with
        {
            ApprovedHash = known.ApprovedHash,
            ApprovedDefinition = known.ApprovedHash.Length == 0 ? null : known.ApprovedDefinition ?? Of(known),
            RejectedHash = known.RejectedHash,
            RenamedFrom = known.RenamedFrom,
            ChangedAt = found.DefinitionHash == known.DefinitionHash ? known.ChangedAt : now,
        };
    }

    /// <summary>The record of a tool that was not there before, with nothing of it approved.</summary>
    internal static ToolRecord New(ToolRecord found, DateTimeOffset now) =>
        found with { ApprovedHash = "", ApprovedDefinition = null, ChangedAt = now };

    /// <summary>As much of the tool as another product kept of it: name, description and schema of the arguments, approved.</summary>
    internal static ToolRecord Described(ToolRecord tool)
    {
        var hash = HashOf(tool.Name, title: null, tool.Description, tool.InputSchema, outputSchema: null, annotations: null);
        return tool with
        {
            Title = null,
            OutputSchema = null,
            Annotations = null,
            Others = null,
            DefinitionHash = hash,
            ApprovedHash = hash,
        };
    }

    /// <summary>The tool with its present definition approved.</summary>
    public static ToolRecord Approve(ToolRecord tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        return tool with
        {
            ApprovedHash = tool.DefinitionHash,
            ApprovedDefinition = null,
            RejectedHash = null,
            ChangedAt = null,
            RenamedFrom = null,
        };
    }

    /// <summary>The tool with its present definition refused.</summary>
    public static ToolRecord Reject(ToolRecord tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        return tool with { RejectedHash = tool.DefinitionHash };
    }

    private static JsonElement? ObjectOf(JsonElement from, string member) =>
        from.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Object ? value.Clone() : null;

    private static JsonElement Collect(IReadOnlyList<JsonProperty> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var member in members)
            {
                writer.WritePropertyName(member.Name);
                CanonicalJson.WriteValue(writer, member.Value);
            }

            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    private static byte[] Canonical(
        string name, string? title, string description, JsonElement inputSchema, JsonElement? outputSchema, JsonElement? annotations,
        JsonElement? others = null)
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
        foreach (var member in others?.EnumerateObject() ?? default)
        {
            // One of another type than the protocol gives it has the name of one that stands there already.
            writer.WritePropertyName(member.Name is "title" or "description" or "inputSchema" or "outputSchema" or "annotations"
                ? $"{member.Name} (as stated)"
                : member.Name);
            CanonicalJson.WriteValue(writer, member.Value);
        }

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
            CanonicalJson.WriteValue(writer, present);
        }
    }
}
