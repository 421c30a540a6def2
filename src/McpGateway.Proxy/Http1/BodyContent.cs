using System.Net;

namespace McpGateway.Proxy.Http1;

/// <summary>Sends the caller's bytes as they are, without a copy.</summary>
internal sealed class BodyContent(ReadOnlyMemory<byte> body) : HttpContent
{
    private volatile bool _isReading;

    /// <summary>True while the connection still reads the buffer: an upstream may answer before it has taken the whole request.</summary>
    public bool IsReading => _isReading;

    /// <summary>For connections that send it from here.</summary>
    public ReadOnlyMemory<byte> Body => body;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _isReading = true;
        await stream.WriteAsync(body, cancellationToken);
        _isReading = false;
    }

    /// <summary>For servers of this process, which may keep it longer than the exchange lasts: a copy.</summary>
    protected override Task<Stream> CreateContentReadStreamAsync() =>
        Task.FromResult<Stream>(new MemoryStream(body.ToArray(), writable: false));

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}
