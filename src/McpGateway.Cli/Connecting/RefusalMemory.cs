using System.Net;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Connecting;

/// <summary>Keeps why the gateway refused something: the MCP client tells the status of an answer only.</summary>
internal sealed class RefusalMemory(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>On the gateway's own refusals only; a server behind it cannot send it.</summary>
    private const string KindHeader = "X-Gateway-Error";

    public GatewayRefusal? Last { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode && response.Headers.TryGetValues(KindHeader, out var kinds))
        {
            var refused = await GatewayClient.RefusalOfAsync(response, cancellationToken);
            Last = new(refused.Status, kinds.First(), refused.Message);
        }

        return response;
    }
}

/// <summary>A refusal of the gateway's own, and not of a server behind it or of what stands before it.</summary>
/// <param name="Kind">As in <c>X-Gateway-Error</c>, such as <c>quarantined</c>.</param>
/// <param name="Reason">The gateway's sentence.</param>
internal sealed record GatewayRefusal(HttpStatusCode Status, string Kind, string Reason);
