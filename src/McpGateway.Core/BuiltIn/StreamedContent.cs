using System.IO.Pipelines;
using System.Net;

namespace McpGateway.Core.BuiltIn;

/// <summary>Body of an answer that is still being written. Disposing it tells the writer that the reader has gone.</summary>
internal sealed class StreamedContent : HttpContent
{
    private readonly PipeReader _reader;
    private readonly CancellationTokenSource _readerGone = new();
    private bool _disposed;

    public StreamedContent(PipeReader reader) => (_reader, ReaderGone) = (reader, _readerGone.Token);

    /// <summary>Cancelled when the answer is disposed.</summary>
    public CancellationToken ReaderGone { get; }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        await _reader.CopyToAsync(stream);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        await _reader.CopyToAsync(stream, cancellationToken);

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(_reader.AsStream(leaveOpen: true));

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
            _readerGone.Cancel();
            _reader.Complete();
            _readerGone.Dispose();
        }

        base.Dispose(disposing);
    }
}
