using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace McpGateway.Foundation.Http;

/// <summary>
/// Reads a request body for operations that take free-form JSON or text. Bounded; faults become the 422 answers that existing clients know.
/// </summary>
/// <param name="Root">The body, an object; meaningless when refused.</param>
/// <param name="Refusal">The answer to give instead; null when the body can be used.</param>
public readonly record struct JsonBody(JsonElement Root, IResult? Refusal)
{
    private const int MaxBytes = 4 * 1024 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a JSON object. A missing <c>Content-Type</c> is accepted, another media type is not.</summary>
    public static async ValueTask<JsonBody> ReadObjectAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (await ReadBytesAsync(request, cancellationToken) is not { } bytes)
        {
            return new(default, TooLarge());
        }

        if (bytes.Length == 0)
        {
            return new(default, new Validation422().Add("missing", ["body"], "Field required", null).ToResult());
        }

        if (!string.IsNullOrEmpty(request.ContentType) && !request.HasJsonContentType())
        {
            return new(default, new Validation422().NotObject(Encoding.UTF8.GetString(bytes)).ToResult());
        }

        if (!Utf8.IsValid(bytes))
        {
            // The parser lets it pass, and throws when the text is read.
            return new(default, new Validation422().NotJson(0, "The body is not valid UTF-8").ToResult());
        }

        if (LoneSurrogates.AreIn(bytes))
        {
            return new(default, new Validation422().NotJson(0, "The body has half of a surrogate pair").ToResult());
        }

        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new(document.RootElement.Clone(), null)
                : new(default, new Validation422().NotObject(JsonNode.Parse(bytes)).ToResult());
        }
        catch (JsonException failure)
        {
            return new(default, new Validation422().NotJson(OffsetOf(failure, bytes), "The body is not valid JSON").ToResult());
        }
    }

    /// <summary>Reads the body as UTF-8 text, whatever its media type. Null when it is larger than the limit.</summary>
    public static async ValueTask<string?> ReadTextAsync(HttpRequest request, CancellationToken cancellationToken) =>
        await ReadBytesAsync(request, cancellationToken) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>Reads JSON of any kind that somebody sent as text.</summary>
    /// <returns>Null for what is no JSON, names a member twice, or has half of a surrogate pair.</returns>
    public static JsonElement? ParseStrict(string text)
    {
        if (LoneSurrogates.AreIn(text))
        {
            return null;
        }

        try
        {
            return JsonElement.Parse(text, Strict);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static IResult TooLarge() =>
        ErrorResults.Detail(StatusCodes.Status413PayloadTooLarge, $"The body is larger than {MaxBytes} bytes.");

    private static async ValueTask<byte[]?> ReadBytesAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.ContentLength > MaxBytes)
        {
            return null;
        }

        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > MaxBytes)
            {
                return null;
            }

            buffer.Write(chunk.AsSpan(0, read));
        }

        return buffer.ToArray();
    }

    private static long OffsetOf(JsonException failure, byte[] bytes)
    {
        var start = 0;
        for (var line = failure.LineNumber ?? 0; line > 0 && start < bytes.Length; line--)
        {
            var end = Array.IndexOf(bytes, (byte)'\n', start);
            start = end < 0 ? bytes.Length : end + 1;
        }

        return start + (failure.BytePositionInLine ?? 0);
    }
}
