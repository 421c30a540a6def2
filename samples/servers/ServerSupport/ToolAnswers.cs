using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace ServerSupport;

/// <summary>Results of tools.</summary>
public static class ToolAnswers
{
    public static CallToolResult Text(string text) => new() { Content = [new TextContentBlock { Text = text }] };

    /// <summary>JSON that is an answer's text and nothing more.</summary>
    public static CallToolResult JsonText(object value) => Text(JsonSerializer.Serialize(value, SampleJson.Indented));

    /// <summary>An object: as structured content, and as text for clients that know none.</summary>
    public static CallToolResult Structured(object value)
    {
        var content = JsonSerializer.SerializeToElement(value, SampleJson.Options);
        var result = Text(content.GetRawText());
        result.StructuredContent = content;
        return result;
    }

    public static CallToolResult Error(string message)
    {
        var result = Text(message);
        result.IsError = true;
        return result;
    }
}
