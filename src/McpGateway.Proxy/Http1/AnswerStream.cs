using System.Net.Sockets;

namespace McpGateway.Proxy.Http1;

/// <summary>The content of one answer. The connection goes back to its pool with the last byte, before the reader asks for more.</summary>
internal sealed class AnswerStream : Stream
{
    private readonly bool _keepsConnection;
    private ContentDecoder _decoder;

    /// <summary>Null when it was given back.</summary>
    private UpstreamConnection? _connection;

    public AnswerStream(UpstreamConnection connection, AnswerHead head)
    {
        _connection = connection;
        _keepsConnection = head.KeepsConnection;
        _decoder = new(head);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>An empty buffer waits until there is something to read, without holding memory meanwhile.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        TryTake(buffer.Span, out var count) ? new(count) : ReceiveAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Nothing here blocks a thread.</summary>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && _connection is not null && !TryDrain())
        {
            _connection.Abandon();
            _connection = null;
        }

        base.Dispose(disposing);
    }

    /// <summary>What is here already.</summary>
    /// <returns>False when the connection has to bring more first.</returns>
    private bool TryTake(Span<byte> buffer, out int count)
    {
        count = 0;
        if (_connection is null)
        {
            return true;
        }

        var unread = _connection.Unread;
        _decoder.Decode(unread, buffer, out var consumed, out count);
        _connection.Consume(consumed);
        if (_decoder.IsEnd)
        {
            Finish(_keepsConnection);
            return true;
        }

        return count > 0 || (buffer.IsEmpty && consumed < unread.Length);
    }

    private async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            if (buffer.IsEmpty)
            {
                await _connection!.WaitAsync(cancellationToken);
                return 0;
            }

            while (await _connection!.FillAsync(cancellationToken))
            {
                if (TryTake(buffer.Span, out var count))
                {
                    return count;
                }
            }
        }
        catch (SocketException exception)
        {
            throw InvalidAnswer.InContent(HttpRequestError.ResponseEnded, exception);
        }

        if (!_decoder.EndsWithConnection)
        {
            throw InvalidAnswer.InContent(HttpRequestError.ResponseEnded);
        }

        Finish(isReusable: false);
        return 0;
    }

    /// <summary>Rather than to close the connection of an answer that nobody reads: its rest may be here.</summary>
    private bool TryDrain()
    {
        Span<byte> dropped = stackalloc byte[512];
        try
        {
            while (_connection is not null)
            {
                if (!TryTake(dropped, out _))
                {
                    return false;
                }
            }

            return true;
        }
        catch (HttpIOException)
        {
            return false;
        }
    }

    private void Finish(bool isReusable)
    {
        _connection!.Finish(isReusable);
        _connection = null;
    }
}
