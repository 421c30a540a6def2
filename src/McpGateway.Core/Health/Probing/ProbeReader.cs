using System.Net.ServerSentEvents;
using System.Text.Json;

namespace McpGateway.Core.Health.Probing;

/// <summary>Finds the answer to a message in what a server sends, as tolerant as the data plane, which passes everything on.</summary>
internal static class ProbeReader
{
    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = 64 };

    public static string? MediaTypeOf(HttpResponseMessage response)
    {
        if (!response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values))
        {
            return null;
        }

        var text = values.ToString();
        var end = text.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).Trim();
    }

    public static bool IsEventStream(HttpResponseMessage response) =>
        "text/event-stream".Equals(MediaTypeOf(response), StringComparison.OrdinalIgnoreCase);

    /// <summary>The message that answers <paramref name="id"/>, of a body that is one message or a batch.</summary>
    public static async Task<JsonElement?> InBodyAsync(Stream body, int id, CancellationToken cancellationToken)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(body, Lenient, cancellationToken);
            return Pick(document.RootElement, id)?.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The message that answers <paramref name="id"/>, of the next events; null when the stream ends before.</summary>
    public static async Task<JsonElement?> InEventsAsync(
        IAsyncEnumerator<SseItem<string>> events, int id)
    {
        while (await events.MoveNextAsync())
        {
            if (events.Current.EventType == "message" && InText(events.Current.Data, id) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static JsonElement? InText(string text, int id)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Lenient);
            return Pick(document.RootElement, id)?.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement? Pick(JsonElement body, int id)
    {
        if (body.ValueKind == JsonValueKind.Array)
        {
            foreach (var element in body.EnumerateArray())
            {
                if (Answers(element, id))
                {
                    return element;
                }
            }

            return null;
        }

        return Answers(body, id) ? body : null;
    }

    /// <summary>Some servers give the id back as a text, and none at all with an error about a message that they could not read.</summary>
    private static bool Answers(JsonElement message, int id)
    {
        if (message.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        var isError = message.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object;
        if (!isError && !message.TryGetProperty("result", out _))
        {
            return false;
        }

        if (!message.TryGetProperty("id", out var answered))
        {
            return isError;
        }

        return answered.ValueKind switch
        {
            JsonValueKind.Number => answered.TryGetInt32(out var number) && number == id,
            JsonValueKind.String => isError || answered.ValueEquals(id.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            JsonValueKind.Null => isError,
            _ => false,
        };
    }
}
