using McpGateway.Proxy.Outbound;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Health.Probing;

/// <summary>Finds the handler that reaches an upstream: a guarded connection pool, or a server of this process.</summary>
internal interface IProbeConnector
{
    /// <returns>A handler that outlives the check, or null when no in-process server has that name.</returns>
    HttpMessageHandler? HandlerFor(Uri upstream);
}

/// <summary>The connector of the product. One connection pool for all checks: upstreams are checked again and again.</summary>
internal sealed class ProbeConnector : IProbeConnector, IDisposable
{
    private readonly Dictionary<string, HttpMessageHandler> _inProcess;
    private readonly SocketsHttpHandler _outbound;

    public ProbeConnector(IEnumerable<IInProcessServer> servers, IOptions<HealthOptions> options)
    {
        _inProcess = servers.ToDictionary(
            server => server.Name, HttpMessageHandler (server) => new InProcessHandler(server), StringComparer.OrdinalIgnoreCase);
        _outbound = OutboundHandlerFactory.Create(new()
        {
            AllowsPrivateAddresses = options.Value.AllowPrivateUpstreams,
            ConnectTimeout = options.Value.HandshakeTimeout,
        });
    }

    public HttpMessageHandler? HandlerFor(Uri upstream) =>
        upstream.Scheme == InProcessHandler.Scheme ? _inProcess.GetValueOrDefault(upstream.Host) : _outbound;

    public void Dispose() => _outbound.Dispose();
}
