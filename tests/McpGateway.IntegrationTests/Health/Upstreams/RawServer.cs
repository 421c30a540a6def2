using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace McpGateway.IntegrationTests.Health.Upstreams;

/// <summary>
/// An HTTP server written on a socket, so that a test says each byte of the wire: what frameworks would never send, real servers do.
/// </summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Func<RawRequest, RawConnection, Task> _serve;
    private readonly Task _accepting;

    private RawServer(Func<RawRequest, RawConnection, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/"));

    public static RawServer Start(Func<RawRequest, RawConnection, Task> serve) => new(serve);

    public async ValueTask DisposeAsync()
    {
        if (_accepting.IsCompleted)
        {
            return;
        }

        await _ending.CancelAsync();
        _listener.Stop();
        await _accepting;
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_ending.Token);
                _ = ServeAsync(socket);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var connection = new RawConnection(socket, _ending.Token);
        try
        {
            while (!connection.IsClosed && await connection.ReadAsync() is { } request)
            {
                await _serve(request, connection);
            }
        }
        catch (Exception end) when (end is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The client has gone, or the test is over.
        }
    }
}

/// <summary>One connection of a <see cref="RawServer"/>.</summary>
internal sealed class RawConnection(Socket socket, CancellationToken ending) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private readonly List<byte> _read = [];

    public CancellationToken Ending => ending;

    public bool IsClosed { get; private set; }

    public async Task WriteAsync(string text)
    {
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(text), ending);
        await _stream.FlushAsync(ending);
    }

    public void Close()
    {
        IsClosed = true;
        socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>With a reset, as a process that dies does.</summary>
    public void Cut()
    {
        IsClosed = true;
        socket.LingerState = new(enable: true, seconds: 0);
        socket.Close();
    }

    public void Dispose() => _stream.Dispose();

    public async Task<RawRequest?> ReadAsync()
    {
        var head = await UntilAsync("\r\n\r\n");
        if (head is null)
        {
            return null;
        }

        var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var start = lines[0].Split(' ');
        var headers = lines.Skip(1)
            .Select(line => line.Split(':', 2))
            .ToDictionary(pair => pair[0].ToLowerInvariant(), pair => pair[1].Trim(), StringComparer.Ordinal);
        return new(start[0], start[1], headers, await BodyAsync(headers));
    }

    private async Task<string> BodyAsync(Dictionary<string, string> headers)
    {
        if (headers.GetValueOrDefault("transfer-encoding") is null)
        {
            return headers.TryGetValue("content-length", out var length)
                ? await TakeAsync(int.Parse(length, CultureInfo.InvariantCulture))
                : "";
        }

        var body = new StringBuilder();
        while (await UntilAsync("\r\n") is { } line)
        {
            var size = int.Parse(line.Split(';')[0].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.Append(await TakeAsync(size));
            await UntilAsync("\r\n");
            if (size == 0)
            {
                break;
            }
        }

        return body.ToString();
    }

    private async Task<string?> UntilAsync(string mark)
    {
        while (true)
        {
            var text = Encoding.Latin1.GetString([.. _read]);
            var at = text.IndexOf(mark, StringComparison.Ordinal);
            if (at >= 0)
            {
                _read.RemoveRange(0, at + mark.Length);
                return text[..at];
            }

            if (!await FillAsync())
            {
                return null;
            }
        }
    }

    private async Task<string> TakeAsync(int count)
    {
        while (_read.Count < count)
        {
            if (!await FillAsync())
            {
                throw new IOException("The client broke off.");
            }
        }

        var text = Encoding.UTF8.GetString([.. _read.Take(count)]);
        _read.RemoveRange(0, count);
        return text;
    }

    private async Task<bool> FillAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            var count = await _stream.ReadAsync(buffer, ending);
            _read.AddRange(buffer.AsSpan(0, count));
            return count > 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
