using McpGateway.Cli.Running;

namespace McpGateway.Cli.Connecting;

/// <summary>Tells each request under <c>--verbose</c>: method, address, status, time. Never a header or a body.</summary>
internal sealed class RequestLog(Output output, TimeProvider time, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var response = await base.SendAsync(request, cancellationToken);
        output.Detail(
            $"{request.Method} {request.RequestUri!.AbsolutePath} -> {(int)response.StatusCode} "
            + $"({time.GetElapsedTime(begun).TotalMilliseconds:0} ms)");
        return response;
    }
}
