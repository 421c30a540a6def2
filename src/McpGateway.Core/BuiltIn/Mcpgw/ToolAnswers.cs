using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using ModelContextProtocol.Protocol;

namespace McpGateway.Core.BuiltIn.Mcpgw;

/// <summary>Turns outcomes of operations into results of tools: JSON as text for the model, and the same as structured content.</summary>
internal static class ToolAnswers
{
    // Read by models, never inside HTML: escaped quotes and scripts would only cost tokens.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static CallToolResult Of(JsonObject body) => new()
    {
        Content = [new TextContentBlock { Text = TextOf(body) }],
        StructuredContent = ElementOf(body),
    };

    /// <summary>The body of the REST operation of the same name, with the <c>success</c> that tools add to it.</summary>
    public static CallToolResult Of<T>(T body, JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.SerializeToNode(body, type)!.AsObject();
        json.Insert(0, "success", true);
        return Of(json);
    }

    /// <summary>A tool error: the model reads why, and a program finds the status that the REST operation would have answered.</summary>
    public static CallToolResult Failed(int status, string problem) => new()
    {
        IsError = true,
        Content = [new TextContentBlock { Text = $"Error {status}: {problem}" }],
        StructuredContent = ElementOf(new JsonObject { ["success"] = false, ["status"] = status, ["error"] = problem }),
    };

    public static CallToolResult Refused(Error error) => Failed(ErrorResults.StatusCodeOf(error.Kind), error.Detail);

    public static CallToolResult Invalid(ToolArguments arguments) =>
        Failed(StatusCodes.Status400BadRequest, "The arguments do not fit: " + string.Join("; ", arguments.Problems) + ".");

    public static string TextOf(JsonNode node)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            node.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    public static JsonElement ElementOf(JsonNode node) => JsonElement.Parse(TextOf(node));
}
