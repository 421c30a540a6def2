using System.Buffers;
using System.IO.Pipelines;
using McpGateway.Proxy.Forwarding;
using Microsoft.AspNetCore.Http.Features;

namespace McpGateway.Host.FastPath;

/// <summary>The request of an exchange, as the application sees it.</summary>
internal sealed class RequestFeature : IHttpRequestFeature, IRequestBodyPipeFeature, IHttpRequestBodyDetectionFeature, IReceivedBody
{
    private readonly HeaderList _fields = new();
    private readonly BufferedBody _body = new();
    private Stream? _stream;
    private byte[]? _buffer;
    private int _length;

    public RequestFeature() => Headers = _fields;

    public string Protocol { get; set; } = HttpProtocol.Http11;

    public string Scheme { get; set; } = Uri.UriSchemeHttp;

    public string Method { get; set; } = HttpMethods.Post;

    public string PathBase { get; set; } = "";

    public string Path { get; set; } = "";

    public string QueryString { get; set; } = "";

    public string RawTarget { get; set; } = "";

    public IHeaderDictionary Headers { get; set; }

    public Stream Body
    {
        get => _stream ??= _body.AsStream(leaveOpen: true);
        set => _stream = value;
    }

    public PipeReader Reader => _body;

    public bool CanHaveBody => true;

    public void Reset(HeadReader head, byte[] buffer, int length)
    {
        (Protocol, Scheme, Method) = (HttpProtocol.Http11, Uri.UriSchemeHttp, HttpMethods.Post);
        (PathBase, Path, QueryString, RawTarget) = ("", head.Target, "", head.Target);
        _fields.Clear();
        head.CopyTo(_fields);
        Headers = _fields;
        _stream = null;
        (_buffer, _length) = (buffer, length);
        _body.Reset(buffer.AsMemory(0, length));
    }

    public bool TryTake(out byte[] buffer, out int length)
    {
        (buffer, length) = (_buffer ?? [], _length);
        var isHeld = _buffer is not null;
        _buffer = null;
        _body.Reset(default);
        return isHeld;
    }

    /// <summary>Nothing reads the body any more.</summary>
    public void Release()
    {
        if (TryTake(out var buffer, out _))
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
