using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using McpGateway.IntegrationTests.Proxy;

namespace McpGateway.IntegrationTests.FastPath;

/// <summary>A client's connection as bytes.</summary>
internal sealed partial class Wire : IAsyncDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly StringBuilder _unread = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Wire> ConnectAsync(Uri gateway)
    {
        var wire = new Wire();
        await wire._socket.ConnectAsync(gateway.Host, gateway.Port, Token);
        return wire;
    }

    public static string Call(string body, string path = "/srv/mcp", string headers = "X-Authorization: Bearer alice\r\n") =>
        $"POST {path} HTTP/1.1\r\nHost: gateway.test\r\nContent-Type: application/json\r\n{headers}Content-Length: "
            + $"{Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    /// <summary>The parts of an answer that do not depend on time or on the order of headers.</summary>
    public static string Normal(string answers) => Head().Replace(
        answers,
        static head => string.Join('\n', head.Value.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
            .Where(static line => !line.StartsWith("Date: ", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)) + "\n\n");

    public async Task SendAsync(string text, int piece = int.MaxValue)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        for (var start = 0; start < bytes.Length; start += piece)
        {
            await _socket.SendAsync(bytes.AsMemory(start, Math.Min(piece, bytes.Length - start)), SocketFlags.None, Token);
            if (piece < int.MaxValue)
            {
                await Task.Yield();
            }
        }
    }

    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>One answer with a stated length.</summary>
    public async Task<string> AnswerAsync()
    {
        while (true)
        {
            var text = _unread.ToString();
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                var length = Length().Match(text[..end]);
                var whole = end + 4 + (length.Success
                    ? int.Parse(length.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)
                    : 0);
                if (text.Length >= whole)
                {
                    _unread.Remove(0, whole);
                    return text[..whole];
                }
            }

            if (!await ReceiveAsync(ProxyRig.Patience))
            {
                throw new EndOfStreamException($"The gateway ended the connection after: {text}");
            }
        }
    }

    /// <summary>Everything until the gateway closes.</summary>
    public async Task<string> RestAsync()
    {
        while (await ReceiveAsync(ProxyRig.Patience))
        {
        }

        return _unread.ToString();
    }

    /// <summary>Everything until the gateway closes; when it says nothing for so long, this side ends first.</summary>
    public async Task<string> RestAsync(TimeSpan silence)
    {
        try
        {
            while (await ReceiveAsync(silence))
            {
            }
        }
        catch (TimeoutException)
        {
            EndSending();
            await RestAsync();
        }

        return _unread.ToString();
    }

    /// <summary>Waits for what the answer has to begin with, however it is framed.</summary>
    public async Task UntilAsync(string part)
    {
        while (!_unread.ToString().Contains(part, StringComparison.Ordinal))
        {
            Assert.True(await ReceiveAsync(ProxyRig.Patience), $"The connection ended before '{part}' came: {_unread}");
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return default;
    }

    /// <exception cref="TimeoutException">Nothing came in time.</exception>
    private async Task<bool> ReceiveAsync(TimeSpan limit)
    {
        var buffer = new byte[64 * 1024];
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Token);
        timeout.CancelAfter(limit);
        try
        {
            var count = await _socket.ReceiveAsync(buffer, SocketFlags.None, timeout.Token);
            _unread.Append(Encoding.Latin1.GetString(buffer, 0, count));
            return count > 0;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!Token.IsCancellationRequested)
        {
            throw new TimeoutException($"Nothing came for {limit}.");
        }
    }

    [GeneratedRegex(@"HTTP/1\.1 \d{3} [^\r]*\r\n([^\r\n]+\r\n)*\r\n")]
    private static partial Regex Head();

    [GeneratedRegex(@"Content-Length: (\d+)")]
    private static partial Regex Length();
}
