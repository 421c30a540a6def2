using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Endpoint;
using McpGateway.Foundation.Http.Outbound;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpGateway.Tests.Scanning.Endpoint;

/// <summary>A real server that the analyser asks as the product does, under a name that is not of the own network.</summary>
internal sealed class EndpointRig : IAsyncDisposable
{
    public const string Host = "mcp.example.com";

    private readonly WebApplication _server;
    private readonly int _port;
    private readonly string _scheme;

    private EndpointRig(WebApplication server)
    {
        var address = new Uri(server.Urls.Single());
        (_server, _port, _scheme) = (server, address.Port, address.Scheme);
    }

    public Uri Address => new($"{_scheme}://{Host}:{_port}/mcp");

    /// <param name="answer">What the server does.</param>
    /// <param name="certificate">The server's; null for plain HTTP.</param>
    public static async Task<EndpointRig> StartAsync(RequestDelegate answer, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        var server = builder.Build();
        server.Run(answer);
        await server.StartAsync(TestContext.Current.CancellationToken);
        return new(server);
    }

    /// <param name="subject">Its address leads to the server, whatever name it has.</param>
    /// <param name="trusted">An authority to trust beside nobody else; null for those of this machine.</param>
    public async Task<AnalyserOutcome> AnalyseAsync(ScanSubject subject, X509Certificate2? trusted = null)
    {
        var services = new ServiceCollection().AddOutboundClient(
            EndpointAnalyser.ClientName, static _ => new() { Reach = OutboundReach.Stated });
        services.AddHttpClient(EndpointAnalyser.ClientName)
            .ConfigurePrimaryHttpMessageHandler((handler, _) => Lead((SocketsHttpHandler)handler, trusted));
        await using var provider = services.BuildServiceProvider();
        var http = provider.GetRequiredKeyedService<OutboundHttp>(EndpointAnalyser.ClientName);
        return await new EndpointAnalyser(http).AnalyseAsync(subject, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private void Lead(SocketsHttpHandler handler, X509Certificate2? trusted)
    {
        handler.ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, _port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        };
        if (trusted is not null)
        {
            handler.SslOptions.CertificateChainPolicy = new()
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { trusted },
                RevocationMode = X509RevocationMode.NoCheck,
            };
        }
    }
}
