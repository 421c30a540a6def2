using System.IO.Pipelines;
using System.Net;

namespace McpGateway.Proxy.Invocation;

/// <summary>Content of an answer that is still being written. Disposing it is hanging up.</summary>
internal sealed class InvocationContent(PipeReader reader, Action hangUp) : HttpContent
{
    private bool _disposed;

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(reader.AsStream(leaveOpen: true));

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => reader.CopyToAsync(stream);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        reader.CopyToAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            hangUp();
            reader.Complete();
        }

        base.Dispose(disposing);
    }
}
