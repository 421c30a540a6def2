using System.Net;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Outbound;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Proxy;

public sealed class InProcessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_ServerOfThisProcess_GetsMessageAndCaller()
    {
        var server = new EchoServer();
        await using var rig = await StartAsync(server);

        using var response = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));

        Assert.Equal(Messages.Call("echo"), await response.Content.ReadAsStringAsync(Token));
        Assert.Equal("sub-alice", server.Caller?.Subject);
        Assert.Equal("/mcp", server.Address?.AbsolutePath);
    }

    [Fact]
    public async Task Post_ServerThrows_BadGatewayNotAnInternalError()
    {
        await using var rig = await StartAsync(new EchoServer { Failure = new InvalidOperationException("inner words") });

        using var response = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.DoesNotContain("inner words", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_NoSuchServer_BadGateway()
    {
        await using var rig = new ProxyRig();
        rig.AddRoute("/srv", new Uri("inprocess://nobody/mcp"));
        await rig.StartAsync();

        using var response = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
    }

    private static async Task<ProxyRig> StartAsync(EchoServer server)
    {
        var rig = new ProxyRig { Services = services => services.AddSingleton<IInProcessServer>(server) };
        rig.AddRoute("/srv", new Uri("inprocess://echo/mcp"));
        await rig.StartAsync();
        return rig;
    }

    private sealed class EchoServer : IInProcessServer
    {
        public string Name => "echo";

        public Exception? Failure { get; init; }

        public ProxyCaller? Caller { get; private set; }

        public Uri? Address { get; private set; }

        public async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, ProxyCaller? caller, CancellationToken cancellationToken)
        {
            if (Failure is not null)
            {
                throw Failure;
            }

            Caller = caller;
            Address = request.RequestUri;
            var body = await request.Content!.ReadAsStringAsync(cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, null, "application/json") };
        }
    }
}
