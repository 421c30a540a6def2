using System.Buffers;
using System.IO.Pipelines;
using McpGateway.Proxy.Admission;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace McpGateway.Proxy.Forwarding;

/// <summary>Reads a whole request body, and never more than the limit.</summary>
internal static class BodyReader
{
    /// <summary>Room to start with when more is announced: memory is given for bytes that came, not for bytes that were promised.</summary>
    private const int FirstRent = 16 * 1024;

    /// <param name="context">The request.</param>
    /// <param name="limit">Bytes.</param>
    /// <param name="memory">What pays for a large body; null when the body is announced to be small.</param>
    /// <param name="cancellationToken">The client's end.</param>
    public static ValueTask<(BodyResult Result, PooledBody Body)> ReadAsync(
        HttpContext context, int limit, BufferLease? memory, CancellationToken cancellationToken) =>
        context.Request is { ContentLength: { } stated } && stated <= limit
            && context.Features.Get<IReceivedBody>()?.TryTake(out var buffer, out var length) == true
            ? new((BodyResult.Whole, new PooledBody(buffer, length)))
            : ReadPipeAsync(context, limit, memory, cancellationToken);

    private static async ValueTask<(BodyResult Result, PooledBody Body)> ReadPipeAsync(
        HttpContext context, int limit, BufferLease? memory, CancellationToken cancellationToken)
    {
        var announced = context.Request.ContentLength;
        if (announced > limit)
        {
            return (BodyResult.TooLarge, PooledBody.Empty);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature && feature.MaxRequestBodySize < limit)
        {
            feature.MaxRequestBodySize = limit;
        }

        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(announced ?? 4096, FirstRent));
        var length = 0;
        try
        {
            var reader = context.Request.BodyReader;
            while (true)
            {
                var read = await ReadAsync(reader, cancellationToken);
                var result = Take(reader, read, ref buffer, ref length, limit, memory);
                if (result != BodyResult.Whole)
                {
                    return (result, PooledBody.Empty);
                }

                if (read.IsCompleted)
                {
                    var body = new PooledBody(buffer, length);
                    buffer = null;
                    return (BodyResult.Whole, body);
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

    private static async ValueTask<ReadResult> ReadAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            // Kestrel throws a plain IOException for a chunk size that overflows (RFC 9112 §7.1) and for a connection that the client
            // broke. Both are faults of the request, so they are answered as such and not as a failure of the gateway.
            throw new BadHttpRequestException("The body broke off or its framing is invalid.", exception);
        }
    }

    private static BodyResult Take(
        PipeReader reader, ReadResult read, ref byte[] buffer, ref int length, int limit, BufferLease? memory)
    {
        var chunk = read.Buffer;
        if (chunk.Length > limit - length)
        {
            reader.AdvanceTo(chunk.End);
            return BodyResult.TooLarge;
        }

        var needed = length + (int)chunk.Length;
        if (needed > buffer.Length)
        {
            var size = Math.Max(needed, Math.Min(buffer.Length * 2, limit));
            if (memory?.TryResize(size) == false)
            {
                reader.AdvanceTo(chunk.End);
                return BodyResult.NoMemory;
            }

            var larger = ArrayPool<byte>.Shared.Rent(size);
            buffer.AsSpan(0, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        chunk.CopyTo(buffer.AsSpan(length));
        length = needed;
        reader.AdvanceTo(chunk.End);
        return BodyResult.Whole;
    }
}

internal enum BodyResult
{
    Whole,
    TooLarge,

    /// <summary>The gateway, or this caller, holds as much as may be held.</summary>
    NoMemory,
}
