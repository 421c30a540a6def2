using McpGateway.Proxy.Outbound;

namespace McpGateway.Core.Health.Probing;

/// <summary>Reaches a server of this process through the port that the data plane uses.</summary>
internal sealed class InProcessHandler(IInProcessServer server) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        server.SendAsync(request, null, cancellationToken);
}
