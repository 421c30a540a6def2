namespace McpGateway.Proxy.Invocation;

/// <summary>
/// Port: sends MCP requests through the data plane from inside this process, on behalf of a caller who has been authenticated. They take
/// every step that a request from the network takes: route, access decision, header rules, sessions, limits, streaming, call record.
/// </summary>
public interface IGatewayInvoker
{
    /// <summary>
    /// Answers when the answer's headers are there; its content streams. Refusals come as the answers that a client would get: 403 with a
    /// JSON-RPC error for what the caller may not do. Disposing the answer, or cancelling, is the client's hanging up.
    /// </summary>
    Task<HttpResponseMessage> SendAsync(InvocationRequest request, CancellationToken cancellationToken);
}
