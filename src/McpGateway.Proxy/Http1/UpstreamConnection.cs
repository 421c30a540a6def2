using System.Buffers;
using System.Net.Sockets;

namespace McpGateway.Proxy.Http1;

/// <summary>
/// One connection to an upstream: a socket, and a buffer that it has only while an answer is awaited or read. One exchange at a time.
/// </summary>
internal sealed class UpstreamConnection(Socket socket, ConnectionPool pool, long openedAt) : IDisposable
{
    private const int BufferSize = 8 * 1024;

    private byte[]? _buffer;
    private int _start;
    private int _end;
    private ValueTask<int> _first;

    public long OpenedAt => openedAt;

    /// <summary>Whether an answer has come over it before.</summary>
    public bool IsReused { get; set; }

    /// <summary>The thread on which its last answer arrived: a socket thread serves the same sockets for good.</summary>
    public int Thread { get; private set; }

    /// <summary>How long the server keeps it when it is idle; null when it did not say.</summary>
    public TimeSpan? AnnouncedIdleTime { get; set; }

    /// <summary>Timestamp at which the idle connection is closed.</summary>
    public long IdleUntil { get; set; }

    /// <summary>What has arrived and was not consumed.</summary>
    public ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    public void Consume(int count) => _start += count;

    /// <summary>
    /// Starts to wait for the answer, before anything is sent: an idle connection that has something to read, be it the end, is dead. This
    /// takes no system call that the exchange would not make anyway.
    /// </summary>
    /// <returns>False when the connection cannot be used.</returns>
    public bool TryBegin(CancellationToken cancellationToken)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        _start = _end = 0;
        try
        {
#pragma warning disable CA2012 // consumed once, by ReceiveFirstAsync; never, when the connection is given up
            _first = socket.ReceiveAsync(_buffer, SocketFlags.None, cancellationToken);
#pragma warning restore CA2012
        }
        catch (SocketException)
        {
            return false;
        }

        return !_first.IsCompleted;
    }

    /// <exception cref="SocketException">The server does not take it.</exception>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, cancellationToken)..];
        }
    }

    /// <summary>Waits for the first bytes after <see cref="TryBegin"/>.</summary>
    /// <returns>False when the connection ended without any.</returns>
    public async ValueTask<bool> ReceiveFirstAsync()
    {
        try
        {
            _end = await _first;
            Thread = Environment.CurrentManagedThreadId;
            return _end > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Reads more behind what is unread.</summary>
    /// <returns>False at the end of the connection.</returns>
    /// <exception cref="SocketException">The connection broke.</exception>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        var count = await socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, cancellationToken);
        _end += count;
        return count > 0;
    }

    /// <summary>Waits for more without holding memory, maybe for hours. Only when everything is consumed.</summary>
    /// <exception cref="SocketException">The connection broke.</exception>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        ReturnBuffer();
        await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancellationToken);
    }

    /// <summary>The exchange is over: back to the pool, or closed when more came than belonged to the answer.</summary>
    public void Finish(bool isReusable)
    {
        var isClean = _start == _end;
        ReturnBuffer();
        pool.GiveBack(this, isReusable && isClean);
    }

    /// <summary>
    /// The exchange was broken off. The buffer stays with the garbage collector: the socket may be writing to it at this moment.
    /// </summary>
    public void Abandon()
    {
        _buffer = null;
        pool.GiveBack(this, isReusable: false);
    }

    public void Dispose() => socket.Dispose();

    private void MakeRoom()
    {
        if (_start == _end)
        {
            _start = _end = 0;
            _buffer ??= ArrayPool<byte>.Shared.Rent(BufferSize);
        }
        else if (_end == _buffer!.Length)
        {
            var unread = Unread;
            var larger = _start > 0 ? _buffer : ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            unread.CopyTo(larger);
            _end = unread.Length;
            _start = 0;
            if (larger != _buffer)
            {
                ArrayPool<byte>.Shared.Return(_buffer);
                _buffer = larger;
            }
        }
    }

    private void ReturnBuffer()
    {
        _start = _end = 0;
        if (_buffer is { } buffer)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
