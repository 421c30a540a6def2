using System.Text;
using System.Text.Json.Nodes;

namespace McpGateway.Cli.Commands;

/// <summary>Bodies of requests.</summary>
internal static class Bodies
{
    public static HttpContent Json(JsonNode json) => Text(json.ToJsonString(), "application/json");

    public static HttpContent Text(string text, string mediaType) => new StringContent(text, Encoding.UTF8, mediaType);

    /// <summary>A form; fields with a null value are left out.</summary>
    public static HttpContent Form(params IEnumerable<(string Name, string? Value)> fields) => new FormUrlEncodedContent(
        fields.Where(static field => field.Value is not null).Select(static field => KeyValuePair.Create(field.Name, field.Value)));

    public static JsonArray Names(IEnumerable<string> names) => [.. names.Select(static name => (JsonNode)name)];

    public static string Flag(bool value) => value ? "true" : "false";
}
