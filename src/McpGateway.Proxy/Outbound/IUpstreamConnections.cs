using McpGateway.Proxy.Access;
using McpGateway.Proxy.Routing;

namespace McpGateway.Proxy.Outbound;

/// <summary>
/// Port: the connections of the data plane, for those who have to meet an upstream exactly as its callers do. Address policy, connect
/// timeout, TLS, framing and redirect policy (none is followed) are those of a call.
/// </summary>
public interface IUpstreamConnections
{
    /// <summary>Answers when the answer's headers are there; its content streams.</summary>
    /// <param name="caller">For whom; null for the gateway itself.</param>
    /// <exception cref="HttpRequestException">No connection, or an answer that cannot be read.</exception>
    Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, Route route, ProxyCaller? caller, CancellationToken cancellationToken);
}
