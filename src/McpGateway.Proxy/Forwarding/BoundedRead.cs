using System.Buffers;

namespace McpGateway.Proxy.Forwarding;

/// <summary>Reads a whole stream, and never more than the limit.</summary>
internal static class BoundedRead
{
    /// <returns>Null when there is more than <paramref name="limit"/>.</returns>
    public static async ValueTask<PooledBody?> ReadAsync(Stream source, int limit, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        var length = 0;
        try
        {
            while (true)
            {
                var count = await source.ReadAsync(buffer.AsMemory(length), cancellationToken);
                length += count;
                if (count == 0)
                {
                    var body = new PooledBody(buffer, length);
                    buffer = null;
                    return body;
                }

                if (length > limit)
                {
                    return null;
                }

                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(length * 2);
                    buffer.AsSpan().CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }
        }
        finally
        {
            if (buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }
}
