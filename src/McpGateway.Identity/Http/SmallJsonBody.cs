using System.Text.Json;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Identity.Http;

/// <summary>Reads a small JSON object from a request, strictly.</summary>
public static class SmallJsonBody
{
    private const int MaxBytes = 64 * 1024;

    public static async Task<Result<JsonElement>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[4096];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > MaxBytes)
            {
                return new Error(ErrorKind.TooLarge, $"The request body is larger than {MaxBytes} bytes");
            }

            await buffer.WriteAsync(chunk.AsMemory(0, read), cancellationToken);
        }

        return StrictJson.ReadObject(buffer.GetBuffer().AsMemory(0, (int)buffer.Length)) is { } json
            ? json
            : new Error(ErrorKind.Invalid, "Invalid JSON in request body");
    }
}
