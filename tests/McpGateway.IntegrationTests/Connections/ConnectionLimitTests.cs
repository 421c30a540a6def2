using System.Net;
using System.Net.Sockets;
using McpGateway.Host.Connections;
using McpGateway.IntegrationTests.Composition;
using McpGateway.IntegrationTests.Proxy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGateway.IntegrationTests.Connections;

public sealed class ConnectionLimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Connections:MaxTotal")]
    [InlineData("Kestrel:Limits:MaxConcurrentConnections")]
    public async Task IdleConnections_MoreThanTheLimit_OldestAreClosedAndNewcomersServed(string key)
    {
        await using var gateway = await ComposedGateway.StartAsync((key, "40"));
        using var idle = new Sockets();
        await idle.OpenAsync(gateway.Address, 200);

        using var anonymous = gateway.Anonymous();
        using var answer = await anonymous.GetAsync(new Uri("/health", UriKind.Relative), Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await idle.ClosedAsync(150);
        Assert.InRange(gateway.Services.GetRequiredService<ConnectionTracker>().Count, 1, 44);
    }

    [Fact]
    public async Task IdleConnections_OfOneAddress_LeaveTheRestToOthers()
    {
        await using var gateway = await ComposedGateway.StartAsync(("Connections:MaxTotal", "1000"), ("Connections:MaxPerAddress", "20"));
        using var idle = new Sockets();
        await idle.OpenAsync(gateway.Address, 100);

        await idle.ClosedAsync(75);
        Assert.InRange(gateway.Services.GetRequiredService<ConnectionTracker>().Count, 1, 24);
    }

    [Fact]
    public async Task Connection_WithARequestUnderWay_IsNotClosedToMakeRoom()
    {
        await using var gateway = await ComposedGateway.StartAsync(("Connections:MaxTotal", "20"));
        await using var upstream = new RawUpstream(async (stream, token) =>
        {
            await RawUpstream.ReadRequestAsync(stream, token);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n"u8.ToArray(), token);
            await Task.Delay(Timeout.Infinite, token);
        });
        await gateway.RegisterServerAsync("/srv", upstream.Address);
        gateway.Services.GetRequiredService<McpGateway.Proxy.Routing.RouteTableHolder>().Publish(new(
            [new() { Path = "/srv", Upstream = upstream.Address, State = McpGateway.Proxy.Routing.RouteState.Ready }], long.MaxValue));
        using var client = await gateway.BearerAsync(ComposedGateway.Administrator);
        client.DefaultRequestHeaders.Accept.ParseAdd("text/event-stream");
        using var stream = await client.GetAsync(new Uri("/srv/mcp", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal(HttpStatusCode.OK, stream.StatusCode);
        await using var content = await stream.Content.ReadAsStreamAsync(Token);
        Assert.NotEqual(0, await content.ReadAsync(new byte[64], Token));

        using var idle = new Sockets();
        await idle.OpenAsync(gateway.Address, 100);
        await idle.ClosedAsync(75);

        var more = content.ReadAsync(new byte[64], Token).AsTask();
        using var anonymous = gateway.Anonymous();
        using var answer = await anonymous.GetAsync(new Uri("/health", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(more.IsCompleted);
    }

    [Theory]
    [InlineData("Connections:MaxTotal", "-1")]
    [InlineData("Connections:MaxPerAddress", "-1")]
    [InlineData("Connections:Reserve", "2000000")]
    public async Task Options_BadValue_IsRefusedByName(string key, string value)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => ComposedGateway.StartAsync((key, value)));

        Assert.Contains(key, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Max open files            20000                20000                files     ", 20000)]
    [InlineData("Max open files            unlimited            unlimited            files     ", int.MaxValue)]
    [InlineData("Max processes             10                   10                   processes ", 20000)]
    public void Descriptors_LimitsOfTheProcess_AreRead(string line, int limit) =>
        Assert.Equal(limit,
            DescriptorLimit.Parse(["Limit                     Soft Limit           Hard Limit           Units     ", line]));

    [Theory]
    [InlineData(256, 16)]
    [InlineData(1024, 256)]
    [InlineData(20_000, 9744)]
    [InlineData(1_048_576, 20_000)]
    public void Descriptors_LeaveRoomForUpstreamsAndFiles(int descriptors, int connections) =>
        Assert.Equal(connections, DescriptorLimit.Connections(descriptors));

    [Theory]
    [InlineData(256, 16)]
    [InlineData(1024, 512)]
    public void Descriptors_AreTheMostThatCanBeConfigured(int descriptors, int connections) =>
        Assert.Equal(connections, DescriptorLimit.Most(descriptors));

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    public void Key_Address_IsWhatOneClientHas(string address, string key) =>
        Assert.Equal(IPAddress.Parse(key), ConnectionTracker.KeyOf(new IPEndPoint(IPAddress.Parse(address), 1)));

    /// <summary>Connections that say nothing.</summary>
    private sealed class Sockets : IDisposable
    {
        private readonly List<Socket> _sockets = [];
        private readonly SemaphoreSlim _closed = new(0);

        public async Task OpenAsync(Uri gateway, int count)
        {
            for (var index = 0; index < count; index++)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                _sockets.Add(socket);
                await socket.ConnectAsync(gateway.Host, gateway.Port, Token);
                _ = WatchAsync(socket);
            }
        }

        public async Task ClosedAsync(int count)
        {
            for (var index = 0; index < count; index++)
            {
                Assert.True(await _closed.WaitAsync(ProxyRig.Patience, Token), $"{index} of {count} connections were closed.");
            }
        }

        public void Dispose()
        {
            _sockets.ForEach(socket => socket.Dispose());
            _closed.Dispose();
        }

        private async Task WatchAsync(Socket socket)
        {
            try
            {
                while (await socket.ReceiveAsync(new byte[1], Token) > 0)
                {
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // A reset is an end, too.
            }

            try
            {
                _closed.Release();
            }
            catch (ObjectDisposedException)
            {
                // The test has ended.
            }
        }
    }
}
