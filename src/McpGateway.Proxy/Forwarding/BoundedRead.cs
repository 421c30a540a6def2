using System.Buffers;
using McpGateway.Proxy.Admission;
using McpGateway.Proxy.Streaming;

namespace McpGateway.Proxy.Forwarding;

/// <summary>Reads a whole stream, and never more than the limit.</summary>
internal static class BoundedRead
{
    /// <param name="source">What to read.</param>
    /// <param name="limit">Bytes.</param>
    /// <param name="memory">What the buffer is held of.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async ValueTask<(BodyResult Result, PooledBody Body)> ReadAsync(
        Stream source, int limit, BufferLease memory, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        var length = 0;
        var turn = default(CopyTurn);
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
                    return (BodyResult.Whole, body);
                }

                if (length > limit)
                {
                    return (BodyResult.TooLarge, PooledBody.Empty);
                }

                if (length == buffer.Length)
                {
                    if (!memory.TryResize(length * 2))
                    {
                        return (BodyResult.NoMemory, PooledBody.Empty);
                    }

                    var larger = ArrayPool<byte>.Shared.Rent(length * 2);
                    buffer.AsSpan().CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                await turn.UseAsync(count);
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
