using System.Net;
using System.Net.Sockets;
using McpGateway.Proxy;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Outbound;
using McpGateway.Proxy.Routing;
using McpGateway.Tests.Foundation;
using McpGateway.Tests.Proxy.Forwarding;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Proxy.Outbound;

public sealed class OutboundGuardTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, bool, bool> Addresses => new()
    {
        // address, refused even where private ones are allowed, refused where they are not
        { "https://mcp.example.com/mcp", false, false },
        { "http://8.8.8.8/", false, false },
        { "http://[2606:4700::1111]/", false, false },
        { "http://localhost:8000/", false, true },
        { "http://LOCALHOST/", false, true },
        { "http://a.localhost/", false, true },
        { "http://notlocalhost/", false, false },
        { "http://127.0.0.1/", false, true },
        { "http://127.1/", false, true },
        { "http://2130706433/", false, true },
        { "http://0x7f000001/", false, true },
        { "http://10.0.0.1/", false, true },
        { "http://[::1]/", false, true },
        { "http://[fd00::1]/", false, true },
        { "http://[::ffff:10.0.0.1]/", false, true },
        { "http://169.254.169.254/latest/meta-data", true, true },
        { "http://[::ffff:169.254.169.254]/", true, true },
        { "http://[64:ff9b::a9fe:a9fe]/", true, true },
        { "http://2852039166/", true, true },
        { "http://0.0.0.0/", true, true },
        { "http://[::]/", true, true },
        { "http://[fe80::1]/", true, true },
        { "http://224.0.0.1/", true, true },
        { "http://100.100.100.200/", true, true },
        { "http://[fd00:ec2::254]/", true, true },

        // the same, as resolvers read it
        { "http://169.254.169.254./", true, true },
        { "http://2852039166./", true, true },
        { "http://0xA9FEA9FE/", true, true },
        { "http://0251.0376.0251.0376/", true, true },
        { "http://169.16689662/", true, true },
        { "http://169\u3002254\u3002169\u3002254/", true, true },
        { "http://[::ffff:a9fe:a9fe]/", true, true },
        { "http://127.0.0.1./", false, true },
        { "http://localhost./", false, true },
        { "http://metadata.google.internal/computeMetadata/v1/", true, true },
        { "http://Metadata.Google.Internal./", true, true },
        { "http://metadata.goog/", true, true },
        { "http://instance-data.ec2.internal/", true, true },
        { "http://metadata.example.com/", false, false },
    };

    [Theory]
    [MemberData(nameof(Addresses))]
    public void Problem_Address_AsListed(string address, bool isAlwaysRefused, bool isRefusedByDefault)
    {
        Assert.Equal(isAlwaysRefused, OutboundGuard.Problem(new Uri(address), allowsPrivateAddresses: true) is not null);
        Assert.Equal(isRefusedByDefault, OutboundGuard.Problem(new Uri(address), allowsPrivateAddresses: false) is not null);
    }

    /// <summary>The URL parser takes such a host, and throws when its name is asked for.</summary>
    [Fact]
    public void Problem_HostThatIsNoName_IsRefusedNotThrown()
    {
        Assert.True(Uri.TryCreate("//gampleppppp\uFFFDpppppppppppppppppppppppppppppppppppppppppppppp", UriKind.Absolute, out var address));
        Assert.Throws<UriFormatException>(() => address.IdnHost);

        Assert.NotNull(OutboundGuard.Problem(address, allowsPrivateAddresses: true));
    }

    [Theory]
    [InlineData("127.0.0.1", true, true)]
    [InlineData("localhost", true, true)]
    [InlineData("127.0.0.1", false, false)]
    [InlineData("localhost", false, false)]
    [InlineData("169.254.169.254", true, false)]
    public async Task Connect_Host_IsJudgedByTheAddressThatIsDialled(string host, bool allowsPrivate, bool connects)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var target = new DnsEndPoint(host, ((IPEndPoint)listener.LocalEndpoint).Port);

        if (connects)
        {
            await using var stream = await OutboundGuard.ConnectAsync(target, allowsPrivate, Cancel);
            using var accepted = await listener.AcceptTcpClientAsync(Cancel);
            Assert.True(accepted.Connected);
            return;
        }

        var refusal =
            await Assert.ThrowsAsync<OutboundRefusedException>(async () => await OutboundGuard.ConnectAsync(target, allowsPrivate, Cancel));
        Assert.Contains(host, refusal.Message, StringComparison.Ordinal);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task Connect_NobodyListens_IsAFailureOfTheConnection()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        await Assert.ThrowsAsync<SocketException>(async () =>
            await OutboundGuard.ConnectAsync(new DnsEndPoint("127.0.0.1", port), true, Cancel));
    }

    [Fact]
    public void Create_Handler_FollowsNobodyAndKeepsNothing()
    {
        using var handler = OutboundHandlerFactory.Create(new()
        {
            AllowsPrivateAddresses = false,
            ConnectTimeout = TimeSpan.FromSeconds(3),
            MaxConnectionsPerServer = 7,
        });

        Assert.False(handler.AllowAutoRedirect);
        Assert.False(handler.UseCookies);
        Assert.False(handler.UseProxy);
        Assert.Equal(DecompressionMethods.None, handler.AutomaticDecompression);
        Assert.Null(handler.ActivityHeadersPropagator);
        Assert.Equal((TimeSpan.FromSeconds(3), 7, 32),
            (handler.ConnectTimeout, handler.MaxConnectionsPerServer, handler.MaxResponseHeadersLength));
    }

    [Fact]
    public async Task Send_ServerOfThisProcess_IsFoundByNameWhateverItsCase()
    {
        var server = new InProcess();
        using var clients = new UpstreamClients([server], Options.Create(new ProxyOptions()), TimeProvider.System);
        using var request = new HttpRequestMessage(HttpMethod.Post, "inprocess://CLOCK/mcp");

        using var answer = await clients.SendAsync(request, Exchanges.Server(), Exchanges.Alice, Cancel);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Same(Exchanges.Alice, server.Caller);
        using var unknown = new HttpRequestMessage(HttpMethod.Post, "inprocess://other/mcp");
        await Assert.ThrowsAsync<HttpRequestException>(() => clients.SendAsync(unknown, Exchanges.Server(), Exchanges.Alice, Cancel));
    }

    /// <summary>A route that may dial less never gets a connection that another one opened.</summary>
    [Fact]
    public async Task Send_RoutesOfTwoPolicies_ShareNoConnections()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var accepting = AnswerOnceAsync(listener);
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        using var clients = new UpstreamClients([], Options.Create(new ProxyOptions()), TimeProvider.System);
        using (var open = new HttpRequestMessage(HttpMethod.Get, address))
        {
            using var answer = await clients.SendAsync(open, Exchanges.Server(), Exchanges.Alice, Cancel);
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        }

        await accepting;
        using var strict = new HttpRequestMessage(HttpMethod.Get, address);
        await Assert.ThrowsAsync<OutboundRefusedException>(
            () => clients.SendAsync(strict, Exchanges.Server() with { AllowsPrivateAddresses = false }, Exchanges.Alice, Cancel));
    }

    [Fact]
    public void Of_Route_KeepsItsCellOverTablesAndForgetsServersThatAreGone()
    {
        var holder = new RouteTableHolder();
        var circuits = new UpstreamCircuits(holder, Options.Create(new ProxyOptions()), new ManualTimeProvider());
        var (one, two, three) = (Exchanges.Server("/one"), Exchanges.Server("/two"), Exchanges.Server("/three"));
        holder.Publish(new([one, two], 1));
        var (first, second) = (circuits.Of(one), circuits.Of(two));

        holder.Publish(new([one with { Upstream = new("http://new.example/") }, three], 2));
        Assert.Same(first, circuits.Of(one));
        circuits.Of(three);
        Assert.NotSame(first, circuits.Of(two));

        holder.Publish(new([one], 3));
        circuits.Of(Exchanges.Server("/four"));
        Assert.NotSame(second, circuits.Of(two));
        Assert.Same(first, circuits.Of(one));
    }

    private static async Task AnswerOnceAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync(Cancel);
        var stream = client.GetStream();
        _ = await stream.ReadAsync(new byte[4096], Cancel);
        await stream.WriteAsync("HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray(), Cancel);
    }

    private sealed class InProcess : IInProcessServer
    {
        public string Name => "clock";

        public ProxyCaller? Caller { get; private set; }

        public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, ProxyCaller? caller, CancellationToken cancellationToken)
        {
            Caller = caller;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.Accepted));
        }
    }
}
