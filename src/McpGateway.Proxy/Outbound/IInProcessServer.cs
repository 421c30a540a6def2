using McpGateway.Proxy.Access;

namespace McpGateway.Proxy.Outbound;

/// <summary>Port: an MCP server hosted in this process, reached at <c>inprocess://name/…</c> without a socket.</summary>
public interface IInProcessServer
{
    /// <summary>The host part of the server's <c>inprocess</c> address.</summary>
    string Name { get; }

    /// <summary>
    /// Answers one request of the Streamable HTTP transport. The body of the answer streams; disposing the answer tells the server that the
    /// client is gone.
    /// </summary>
    /// <param name="caller">Who calls; null when the gateway itself asks (health, discovery).</param>
    Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, ProxyCaller? caller, CancellationToken cancellationToken);
}
