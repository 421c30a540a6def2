using System.Net;
using System.Net.Sockets;
using System.Text;
using McpGateway.Host.Connections;
using McpGateway.IntegrationTests.Composition;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Connections;

/// <summary>What a proxy that keeps connections open meets before the server stops: a refusal, or an answer that closes.</summary>
public sealed class HandoverTests
{
    private const string Body = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";

    private static readonly string Call =
        "POST /currenttime/mcp HTTP/1.1\r\nHost: gateway.test\r\nContent-Type: application/json\r\n"
            + $"Accept: application/json, text/event-stream\r\nContent-Length: {Body.Length}\r\n\r\n{Body}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task Handover_BehindAProxy_AcceptsNothing_AndAnswersWithAClose(string fastPath)
    {
        await using var gateway = await ComposedGateway.StartAsync(("TRUSTED_PROXIES", "127.0.0.1"), ("Proxy:FastPath", fastPath));
        using var page = await ConnectAsync(gateway);
        using var call = await ConnectAsync(gateway);
        Assert.DoesNotContain("connection: close", await AskAsync(page, "GET /health HTTP/1.1\r\nHost: gateway.test\r\n\r\n"));
        Assert.DoesNotContain("connection: close", await AskAsync(call, Call));

        // The time that it leaves to proxies is over at once.
        await gateway.Services.GetRequiredService<Handover>().RunAsync(new CancellationToken(canceled: true));

        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(gateway));
        Assert.Contains("connection: close", await AskToTheEndAsync(page, "GET /health HTTP/1.1\r\nHost: gateway.test\r\n\r\n"));
        Assert.Contains("connection: close", await AskToTheEndAsync(call, Call));
    }

    /// <summary>Connections that the system has made, and that nobody has accepted when the server begins to leave.</summary>
    [Fact]
    public async Task Leave_ConnectionsThatWaitToBeAccepted_AreServed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The system cannot hold newcomers back.");
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        using var waiting = new TcpClient();
        await waiting.ConnectAsync((IPEndPoint)socket.LocalEndPoint!, Cancellation);

        Assert.True(NewcomerFilter.TryAttach(socket));

        using var newcomer = new TcpClient();
        var arrival = newcomer.ConnectAsync((IPEndPoint)socket.LocalEndPoint!, Cancellation).AsTask();
        using var accepted = await socket.AcceptAsync(Cancellation);
        await accepted.SendAsync("served"u8.ToArray(), Cancellation);
        var received = new byte[6];
        await waiting.GetStream().ReadExactlyAsync(received, Cancellation);
        Assert.Equal("served", Encoding.ASCII.GetString(received));
        Assert.False(socket.Poll(TimeSpan.Zero, SelectMode.SelectRead));
        socket.Close();
        var refusal = await Assert.ThrowsAsync<SocketException>(() => arrival);
        Assert.Equal(SocketError.ConnectionRefused, refusal.SocketErrorCode);
    }

    [Fact]
    public async Task Handover_WithoutAProxy_IsNone()
    {
        await using var gateway = await ComposedGateway.StartAsync();
        using var page = await ConnectAsync(gateway);

        await gateway.Services.GetRequiredService<Handover>().RunAsync(Cancellation);

        using var another = await ConnectAsync(gateway);
        Assert.DoesNotContain("connection: close", await AskAsync(page, "GET /health HTTP/1.1\r\nHost: gateway.test\r\n\r\n"));
    }

    private static async Task<TcpClient> ConnectAsync(ComposedGateway gateway)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, gateway.Address.Port, Cancellation);
        return client;
    }

    /// <summary>The head of the answer, in small letters; its body is short, and comes with it or is left behind.</summary>
    private static async Task<string> AskAsync(TcpClient client, string request)
    {
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Cancellation);
        var received = new StringBuilder();
        var buffer = new byte[4096];
        while (!IsWhole(received.ToString()))
        {
            var read = await client.GetStream().ReadAsync(buffer, Cancellation);
            Assert.True(read > 0, $"The connection ended: {received}");
            received.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        return received.ToString().ToLowerInvariant();
    }

    /// <summary>Everything up to the end of the connection, which must be a clean one.</summary>
    private static async Task<string> AskToTheEndAsync(TcpClient client, string request)
    {
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Cancellation);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        return (await reader.ReadToEndAsync(Cancellation)).ToLowerInvariant();
    }

    private static bool IsWhole(string answer)
    {
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        var length = answer[..end].Split("\r\n")
            .FirstOrDefault(static line => line.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase));
        return length is null
            ? answer.EndsWith("0\r\n\r\n", StringComparison.Ordinal)
            : answer.Length - end - 4 >= int.Parse(length.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
