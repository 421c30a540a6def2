using System.Collections.Concurrent;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Http1;
using McpGateway.Proxy.Routing;
using Microsoft.Extensions.Options;

namespace McpGateway.Proxy.Outbound;

/// <summary>
/// The data plane's connections. One pool per address policy and connect timeout, so that no route uses a connection that it might not have
/// opened itself.
/// </summary>
internal sealed class UpstreamClients(
    IEnumerable<IInProcessServer> servers, IOptions<ProxyOptions> options, TimeProvider clock) : IUpstreamConnections, IDisposable
{
    private readonly ConcurrentDictionary<(bool AllowsPrivate, TimeSpan ConnectTimeout), HttpMessageInvoker> _pools = new();
    private readonly Dictionary<string, IInProcessServer> _inProcess = servers.ToDictionary(
        server => server.Name, StringComparer.OrdinalIgnoreCase);

    public Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, Route route, ProxyCaller? caller, CancellationToken cancellationToken)
    {
        if (request.RequestUri!.Scheme != InProcessHandler.Scheme)
        {
            return PoolOf(route).SendAsync(request, cancellationToken);
        }

        return _inProcess.TryGetValue(request.RequestUri.Host, out var server)
            ? SendAsync(server, request, caller, cancellationToken)
            : throw new HttpRequestException(
                HttpRequestError.NameResolutionError, $"No server '{request.RequestUri.Host}' runs in this process.");
    }

    /// <summary>A server of this process does its work in the thread pool, like any other part of the control plane.</summary>
    private static async Task<HttpResponseMessage> SendAsync(
        IInProcessServer server, HttpRequestMessage request, ProxyCaller? caller, CancellationToken cancellationToken)
    {
        await SocketThread.LeaveAsync();
        return await server.SendAsync(request, caller, cancellationToken);
    }

    public void Dispose()
    {
        foreach (var pool in _pools.Values)
        {
            pool.Dispose();
        }
    }

    private HttpMessageInvoker PoolOf(Route route)
    {
        var key = (route.AllowsPrivateAddresses, route.ConnectTimeout);
        return _pools.TryGetValue(key, out var pool) ? pool : _pools.GetOrAdd(key, Open);
    }

    private HttpMessageInvoker Open((bool AllowsPrivate, TimeSpan ConnectTimeout) key)
    {
        var policy = new OutboundPolicy
        {
            AllowsPrivateAddresses = key.AllowsPrivate,
            ConnectTimeout = key.ConnectTimeout,
            MaxConnectionsPerServer = options.Value.MaxConnectionsPerUpstream,
        };
        return new(new PlainHttpHandler(policy.ForPlainHttp(), OutboundHandlerFactory.Create(policy), clock));
    }
}
