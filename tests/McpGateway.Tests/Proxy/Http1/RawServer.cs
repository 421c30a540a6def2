using System.Net;
using System.Net.Sockets;
using System.Text;

namespace McpGateway.Tests.Proxy.Http1;

/// <summary>A server that does what the test's script says, once per connection, and closes.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _connections;

    public RawServer(Func<Socket, CancellationToken, Task> script)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(256);
        _accepting = AcceptAsync(script);
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}/mcp");

    public int Connections => Volatile.Read(ref _connections);

    public static Task WriteAsync(Socket socket, string text, CancellationToken cancellationToken) =>
        socket.SendAsync(Encoding.Latin1.GetBytes(text), SocketFlags.None, cancellationToken).AsTask();

    /// <summary>Head and body (with <c>Content-Length</c>); empty when the connection ended.</summary>
    public static async Task<string> ReadRequestAsync(Socket socket, CancellationToken cancellationToken)
    {
        const string Mark = "Content-Length: ";
        var text = new StringBuilder();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var count = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
            text.Append(Encoding.Latin1.GetString(buffer, 0, count));
            var all = text.ToString();
            var head = all.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            var mark = all.IndexOf(Mark, StringComparison.Ordinal);
            var length = mark < 0
                ? 0
                : int.Parse(
                    all[(mark + Mark.Length)..all.IndexOf('\r', mark)], System.Globalization.CultureInfo.InvariantCulture);
            if (count == 0 || (head >= 0 && all.Length - head - 4 >= length))
            {
                return count == 0 ? "" : all;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync(Func<Socket, CancellationToken, Task> script)
    {
        var running = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                running.Add(ServeAsync(socket, script));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task ServeAsync(Socket socket, Func<Socket, CancellationToken, Task> script)
    {
        using (socket)
        {
            socket.NoDelay = true;
            try
            {
                await script(socket, _stop.Token);
                socket.Shutdown(SocketShutdown.Send);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The client hung up, or the test ended.
            }
        }
    }
}
