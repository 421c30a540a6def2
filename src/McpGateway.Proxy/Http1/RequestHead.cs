using System.Buffers;
using System.Globalization;
using System.Text;

namespace McpGateway.Proxy.Http1;

/// <summary>The bytes of a request's head, and of its body when that is small: one write then sends it all. In a rented buffer.</summary>
internal struct RequestHead : IDisposable
{
    private const int FirstRent = 4 * 1024;

    private byte[] _buffer;
    private int _length;

    public readonly ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    /// <summary>
    /// False for a request that is more than headers and a body of known length: the framework's handler knows all that HTTP has.
    /// </summary>
    /// <exception cref="HttpRequestException">A header would end the line that it is on.</exception>
    public static bool TryWrite(HttpRequestMessage request, int? bodyLength, out RequestHead head)
    {
        head = new() { _buffer = ArrayPool<byte>.Shared.Rent(FirstRent) };
        var isWritten = false;
        try
        {
            isWritten = head.TryWriteLines(request, bodyLength);
            return isWritten;
        }
        finally
        {
            if (!isWritten)
            {
                head.Dispose();
            }
        }
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _length += bytes.Length;
    }

    public readonly void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private bool TryWriteLines(HttpRequestMessage request, int? bodyLength)
    {
        var address = request.RequestUri!;
        AppendText(request.Method.Method);
        Append(" "u8);
        AppendText(address.PathAndQuery);
        Append(" HTTP/1.1\r\n"u8);
        var host = request.Headers.NonValidated.Contains("Host") ? null : HostOf(address);
        if (host is not null)
        {
            AppendHeader("Host", host);
        }

        if (!TryAppend(request.Headers.NonValidated.GetEnumerator())
            || (request.Content is { } content && !TryAppend(content.Headers.NonValidated.GetEnumerator())))
        {
            return false;
        }

        if (bodyLength is { } length)
        {
            AppendHeader("Content-Length", length.ToString(CultureInfo.InvariantCulture));
        }

        Append("\r\n"u8);
        return true;
    }

    private bool TryAppend(System.Net.Http.Headers.HttpHeadersNonValidated.Enumerator headers)
    {
        while (headers.MoveNext())
        {
            var (name, values) = headers.Current;
            switch (name)
            {
                case "Content-Length":
                    continue;
                case "Connection" or "Transfer-Encoding" or "Expect" or "Upgrade":
                    return false;
            }

            AppendHeader(name, values.ToString());
        }

        return true;
    }

    private void AppendHeader(string name, string value)
    {
        if (value.AsSpan().ContainsAny('\r', '\n', '\0'))
        {
            throw new HttpRequestException($"The value of header {name} does not fit on a line.");
        }

        AppendText(name);
        Append(": "u8);
        AppendText(value);
        Append("\r\n"u8);
    }

    private void AppendText(string text)
    {
        var space = Reserve(text.Length);
        if (Ascii.FromUtf16(text, space, out var written) == OperationStatus.Done)
        {
            _length += written;
            return;
        }

        _length += Encoding.UTF8.GetBytes(text, Reserve(Encoding.UTF8.GetMaxByteCount(text.Length)));
    }

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + count, _buffer.Length * 2));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsSpan(_length);
    }

    private static string HostOf(Uri address)
    {
        var host = address.HostNameType == UriHostNameType.IPv6 ? address.Host : address.IdnHost;
        return address.IsDefaultPort ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{address.Port}");
    }
}
