using System.Net;

namespace McpGateway.Proxy.Http1;

/// <summary>Content of an answer that still arrives. Disposing it before its end closes the connection.</summary>
internal sealed class AnswerContent : HttpContent
{
    /// <summary>Set once the head has been read.</summary>
    public Stream Stream { get; set; } = Stream.Null;

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(Stream);

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => Stream;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => Stream.CopyToAsync(stream);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        Stream.CopyToAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Stream.Dispose();
        }

        base.Dispose(disposing);
    }
}
