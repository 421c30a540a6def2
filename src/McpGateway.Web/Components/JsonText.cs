using System.Text.Encodings.Web;
using System.Text.Json;
using McpGateway.Foundation.Http;

namespace McpGateway.Web.Components;

/// <summary>JSON as people read it.</summary>
internal static class JsonText
{
    /// <summary>Letters as letters: what is shown is encoded by the page.</summary>
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Pretty(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            return "";
        }

        // One half of a surrogate pair is no text that could be written; servers may still answer with it.
        if (LoneSurrogates.AreIn(value.GetRawText()))
        {
            return value.GetRawText();
        }

        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Indented))
        {
            value.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>The text as a JSON object, or null when it is none.</summary>
    public static JsonElement? TryParse(string text)
    {
        try
        {
            return JsonElement.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
