using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace McpGateway.Load.Attack;

/// <summary>
/// A process of attackers: <c>attackers HOST:PORT TOKEN OWN-ADDRESS IDLE STREAMS EVENTS SLOW</c>. Each address has its own, so that they
/// are not counted together with those who call; each process its own, because a process may not open as many sockets as are needed.
/// </summary>
internal static class Attackers
{
    private const int ConnectingAtOnce = 64;

    public static async Task<int> RunAsync(string[] args)
    {
        var target = IPEndPoint.Parse(args[0]);
        var token = args[1];
        var own = IPAddress.Parse(args[2]);
        var counts = args[3..].Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        await Console.Out.WriteLineAsync("attacking from http://127.0.0.1:0");
        var slow = Request(token, "tools/call", "large");
        await Task.WhenAll(
            HoldAsync(counts[1], target, own, Standing(token), isRead: true),
            HoldAsync(counts[2], target, own, Request(token, "tools/list", "attack"), isRead: true),
            HoldAsync(counts[3] / 2, target, own, slow, isRead: false),
            HoldAsync(counts[3] - (counts[3] / 2), target, own, "GET /openapi.json HTTP/1.1\r\nHost: gateway\r\n\r\n", isRead: false),
            HoldAsync(counts[0], target, own, request: "", isRead: true));
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    private static string Standing(string token) =>
        $"GET /attack/mcp HTTP/1.1\r\nHost: gateway\r\nAccept: text/event-stream\r\nX-Authorization: Bearer {token}\r\n\r\n";

    private static string Request(string token, string method, string id)
    {
        var body = $$$"""{"jsonrpc":"2.0","id":"{{{id}}}","method":"{{{method}}}","params":{"name":"{{{id}}}","arguments":{ } } }""";
        return "POST /attack/mcp HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n"
            + "Accept: application/json, text/event-stream\r\n"
            + $"X-Authorization: Bearer {token}\r\nContent-Length: {body.Length}\r\n\r\n{body}";
    }

    private static Task HoldAsync(int count, IPEndPoint target, IPAddress own, string request, bool isRead)
    {
        var bytes = Encoding.ASCII.GetBytes(request);
        return Parallel.ForAsync(
            0, count, new ParallelOptions { MaxDegreeOfParallelism = ConnectingAtOnce },
            async (_, cancellationToken) =>
            {
                var socket = await ConnectAsync(target, own, cancellationToken);
                if (socket is null)
                {
                    return;
                }

                if (bytes.Length > 0)
                {
                    await socket.SendAsync(bytes, cancellationToken);
                }

                // Nobody waits for it: it reads for as long as the process lives.
                var reading = isRead ? ReadAsync(socket) : TrickleAsync(socket);
                GC.KeepAlive(reading);
            });
    }

    private static async Task<Socket?> ConnectAsync(IPEndPoint target, IPAddress own, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        try
        {
            socket.Bind(new IPEndPoint(own, 0));
            await socket.ConnectAsync(target, cancellationToken);
            return socket;
        }
        catch (SocketException)
        {
            // Refused: the attack goes on with those that were not.
            socket.Dispose();
            return null;
        }
    }

    private static async Task ReadAsync(Socket socket)
    {
        var buffer = new byte[64];
        try
        {
            while (await socket.ReceiveAsync(buffer) > 0)
            {
                // Whatever comes: it is the connection that is wanted.
            }
        }
        catch (SocketException)
        {
            // Sent away.
        }

        socket.Dispose();
    }

    /// <summary>256 bytes a second: an answer of 1 MB takes an hour.</summary>
    private static async Task TrickleAsync(Socket socket)
    {
        var buffer = new byte[256];
        try
        {
            while (await socket.ReceiveAsync(buffer) > 0)
            {
                await Task.Delay(TimeSpan.FromSeconds(1));
            }
        }
        catch (SocketException)
        {
            // Sent away.
        }

        socket.Dispose();
    }
}
