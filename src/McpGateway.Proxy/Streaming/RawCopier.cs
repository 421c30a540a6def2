using System.IO.Pipelines;

namespace McpGateway.Proxy.Streaming;

/// <summary>Copies a body as it arrives. Small bodies leave in one write; what was read is never held back while more is awaited.</summary>
internal static class RawCopier
{
    private const int ReadSize = 4 * 1024;

    /// <summary>Written but not flushed: the most that one slow reader holds beside the server's own buffer.</summary>
    private const int FlushSize = 64 * 1024;

    /// <returns>Bytes copied, or less than nothing when the client stopped reading.</returns>
    public static async ValueTask<long> CopyAsync(Stream source, PipeWriter target, CancellationToken cancellationToken)
    {
        long total = 0;
        var unflushed = 0;
        var hasFlushed = false;
        var turn = default(CopyTurn);
        while (true)
        {
            // An empty read waits for data without holding memory, so a flush can go first.
            var ready = source.ReadAsync(Memory<byte>.Empty, cancellationToken);
            if (!ready.IsCompleted || unflushed >= FlushSize)
            {
                if ((await target.FlushAsync(cancellationToken)).IsCompleted)
                {
                    await ready;
                    return -1;
                }

                unflushed = 0;
                hasFlushed = true;
            }

            await ready;
            var count = await source.ReadAsync(target.GetMemory(ReadSize), cancellationToken);
            if (count == 0)
            {
                // The server sends what was never flushed with the headers; once those have gone, the rest of an answer with a length is
                // ours to flush.
                return hasFlushed && unflushed > 0 && (await target.FlushAsync(cancellationToken)).IsCompleted ? -1 : total;
            }

            target.Advance(count);
            total += count;
            unflushed += count;
            await turn.UseAsync(count);
        }
    }
}
