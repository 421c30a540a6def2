using System.Net;
using McpGateway.Proxy.Forwarding;
using McpGateway.Proxy.Routing;

namespace McpGateway.Proxy.Invocation;

/// <summary>Runs the pipeline on a connection that is made of memory.</summary>
internal sealed class GatewayInvoker(RouteTableHolder routes, ProxyPipeline pipeline) : IGatewayInvoker
{
    public async Task<HttpResponseMessage> SendAsync(InvocationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!RequestPath.TryParse(request.Target, out var path, out var fault))
        {
            return Refusal(HttpStatusCode.BadRequest, fault);
        }

        if (routes.Current.Match(path.Path) is not { } match)
        {
            return Refusal(HttpStatusCode.NotFound, "No server is registered at this path.");
        }

        var connection = new InvocationConnection(request);
        _ = connection.RunAsync(
            context => pipeline.ServeAsync(context, match, path.Query, new(request.Caller, Access.CredentialSource.XAuthorization, null)));
        return await connection.AnswerAsync(cancellationToken);
    }

    private static HttpResponseMessage Refusal(HttpStatusCode status, string message) =>
        new(status) { Content = new StringContent(message) };
}
