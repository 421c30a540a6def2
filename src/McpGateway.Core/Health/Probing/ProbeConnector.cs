using McpGateway.Proxy.Outbound;

namespace McpGateway.Core.Health.Probing;

/// <summary>Finds the handler that reaches an upstream: a guarded connection pool, or a server of this process.</summary>
internal interface IProbeConnector
{
    /// <returns>A handler that outlives the check, or null when no in-process server has that name.</returns>
    HttpMessageHandler? HandlerFor(Uri upstream);
}

/// <summary>The connector of the product. One connection pool for all checks: upstreams are checked again and again.</summary>
internal sealed class ProbeConnector(IEnumerable<IInProcessServer> servers, IHttpMessageHandlerFactory outbound) : IProbeConnector
{
    /// <summary>The kind of outgoing calls. Time and size are bounded by <see cref="ProbeBudget"/>.</summary>
    public const string Name = "health-checks";

    private readonly Dictionary<string, HttpMessageHandler> _inProcess = servers.ToDictionary(
        server => server.Name, HttpMessageHandler (server) => new InProcessHandler(server), StringComparer.OrdinalIgnoreCase);

    public HttpMessageHandler? HandlerFor(Uri upstream) =>
        upstream.Scheme == InProcessHandler.Scheme ? _inProcess.GetValueOrDefault(upstream.Host) : outbound.CreateHandler(Name);
}
