namespace McpGateway.Foundation.Http.Outbound;

/// <summary>Reads a body up to a limit. What its header says about its length is not believed.</summary>
public static class BoundedContent
{
    private const int ChunkBytes = 16 * 1024;

    /// <returns>The whole body; null when it is longer than <paramref name="maxBytes"/>. The rest of it is not read.</returns>
    public static async Task<byte[]?> ReadAsync(HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        return await ReadAsync(stream, maxBytes, cancellationToken);
    }

    /// <inheritdoc cref="ReadAsync(HttpContent, int, CancellationToken)"/>
    public static async Task<byte[]?> ReadAsync(Stream stream, int maxBytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var buffer = new MemoryStream();
        var chunk = new byte[Math.Min(ChunkBytes, maxBytes + 1)];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > maxBytes)
            {
                return null;
            }

            buffer.Write(chunk.AsSpan(0, read));
        }

        return buffer.ToArray();
    }
}
