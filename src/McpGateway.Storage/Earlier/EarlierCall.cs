using System.Text.Json;
using McpGateway.Foundation;
using McpGateway.Foundation.Records;

namespace McpGateway.Storage.Earlier;

/// <summary>What earlier releases wrote into the body of a call only, and is filtered by now.</summary>
internal static class EarlierCall
{
    public static LogEntry Complete(LogEntry entry)
    {
        try
        {
            using var body = JsonDocument.Parse(entry.Body);
            return body.RootElement.ValueKind == JsonValueKind.Object
                ? entry with
                {
                    Method = body.RootElement.TextOf("method"),
                    Target = body.RootElement.TextOf("target"),
                    Client = body.RootElement.TextOf("client_id"),
                    Status = (int?)Number(body.RootElement, "status"),
                    BytesIn = Number(body.RootElement, "request_bytes") ?? 0,
                    BytesOut = Number(body.RootElement, "response_bytes") ?? 0,
                }
                : entry;
        }
        catch (JsonException)
        {
            // Not a call: it is kept as it is.
            return entry;
        }
    }

    private static long? Number(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : null;
}
