using System.Net;
using System.Net.Sockets;
using System.Text;

namespace McpGateway.IntegrationTests.Proxy;

/// <summary>HTTP as bytes, where a client or server library would hide what is sent.</summary>
internal static class RawHttp
{
    /// <summary>Sends text as it stands and returns everything until the gateway closes.</summary>
    public static async Task<string> SendAsync(Uri gateway, string request)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(ProxyRig.Patience);
        using var socket = new TcpClient();
        await socket.ConnectAsync(gateway.Host, gateway.Port, limit.Token);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request), limit.Token);
        var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, limit.Token);
        }
        catch (IOException)
        {
            // A reset after the answer is an end too.
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }

    public static string Post(string path, string body, string headers = "X-Authorization: Bearer alice\r\n") =>
        $"POST {path} HTTP/1.1\r\nHost: gateway.test\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
            + $"{Encoding.UTF8.GetByteCount(body)}\r\n{headers}\r\n{body}";
}

/// <summary>An upstream that does whatever a test's script writes to the socket, once per connection.</summary>
internal sealed class RawUpstream : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _connections;

    public RawUpstream(Func<NetworkStream, CancellationToken, Task> script)
    {
        _listener.Start();
        _accepting = AcceptAsync(script);
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/mcp");

    public int Connections => Volatile.Read(ref _connections);

    public static Func<NetworkStream, CancellationToken, Task> Answers(string text) => async (stream, token) =>
    {
        await ReadRequestAsync(stream, token);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), token);
    };

    /// <summary>Reads up to the end of a body with Content-Length.</summary>
    public static async Task<string> ReadRequestAsync(NetworkStream stream, CancellationToken token)
    {
        var text = new StringBuilder();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var count = await stream.ReadAsync(buffer, token);
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
            var all = text.ToString();
            var head = all.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            var mark = all.IndexOf("Content-Length: ", StringComparison.Ordinal);
            var length = mark < 0
                ? 0
                : int.Parse(all[(mark + 16)..all.IndexOf('\r', mark)], System.Globalization.CultureInfo.InvariantCulture);
            if (count == 0 || (head >= 0 && all.Length - head - 4 >= length))
            {
                return all;
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

    private async Task AcceptAsync(Func<NetworkStream, CancellationToken, Task> script)
    {
        var running = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                running.Add(ServeAsync(client, script));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task ServeAsync(TcpClient client, Func<NetworkStream, CancellationToken, Task> script)
    {
        using (client)
        {
            try
            {
                await script(client.GetStream(), _stop.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException)
            {
                // The gateway hung up, or the test ended.
            }
        }
    }
}
