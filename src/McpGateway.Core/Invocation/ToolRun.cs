using System.Text.Json;

namespace McpGateway.Core.Invocation;

/// <summary>What a tool answered.</summary>
/// <param name="IsError">The tool ran and reports that it failed.</param>
/// <param name="Structured">Structured content; null when there is none.</param>
public sealed record ToolRun(bool IsError, IReadOnlyList<ToolContent> Content, JsonElement? Structured, TimeSpan Duration)
{
    internal static ToolRun Of(JsonElement result, TimeSpan duration)
    {
        var content = Member(result, "content") is { ValueKind: JsonValueKind.Array } blocks
            ? blocks.EnumerateArray().Select(ContentOf).ToArray()
            : [];
        return new(
            Member(result, "isError") is { ValueKind: JsonValueKind.True },
            content,
            Member(result, "structuredContent") is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } structured
                ? structured.Clone()
                : null,
            duration);
    }

    private static ToolContent ContentOf(JsonElement block) => Text(block, "type") switch
    {
        "text" => new(ToolContentKind.Text) { Text = Text(block, "text") ?? "" },
        "image" => Media(ToolContentKind.Image, block),
        "audio" => Media(ToolContentKind.Audio, block),
        "resource_link" =>
            new(ToolContentKind.Link) { Text = Text(block, "name") ?? "", Uri = Text(block, "uri"), MimeType = Text(block, "mimeType") },
        "resource" when Member(block, "resource") is { ValueKind: JsonValueKind.Object } resource => new(ToolContentKind.Resource)
        {
            Text = Text(resource, "text") ?? "(binary content)",
            Uri = Text(resource, "uri"),
            MimeType = Text(resource, "mimeType"),
        },
        var other => new(ToolContentKind.Other) { Text = other ?? "unknown" },
    };

    private static ToolContent Media(ToolContentKind kind, JsonElement block) =>
        Member(block, "data") is { ValueKind: JsonValueKind.String } data && data.TryGetBytesFromBase64(out var bytes)
            ? new(kind) { MimeType = Text(block, "mimeType"), Data = bytes }
            : new(ToolContentKind.Other) { Text = "content that is not base64" };

    private static JsonElement? Member(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement value, string name) =>
        Member(value, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}

/// <summary>One part of an answer. Nothing of it is trusted.</summary>
public sealed record ToolContent(ToolContentKind Kind)
{
    public string Text { get; init; } = "";

    public string? Uri { get; init; }

    public string? MimeType { get; init; }

    public ReadOnlyMemory<byte> Data { get; init; }
}

/// <summary>Kinds of content.</summary>
public enum ToolContentKind
{
    Text,
    Image,
    Audio,
    Link,
    Resource,
    Other,
}
