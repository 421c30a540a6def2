using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace McpGateway.EndToEndTests.Support;

/// <summary>
/// A reverse proxy that publishes the gateway below a path of its own host, and passes the path on or takes it away. As operators set it up
/// it also passes the well-known documents that belong to that path; everything else of the host is not the gateway's.
/// </summary>
internal sealed class PathProxy : IAsyncDisposable
{
    public const string Path = "/mcp-gateway";

    private static readonly string[] HopByHop = [
        "Connection", "Keep-Alive", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Proxy-Connection"];

    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _invoker = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
    private readonly bool _strips;

    private PathProxy(WebApplication app, bool strips) => (_app, _strips) = (app, strips);

    /// <summary>The gateway; known when it has started, which it does with the address of this proxy.</summary>
    public Uri? Target { get; set; }

    public Uri Host => new(_app.Urls.Single());

    public string PublicUrl => new Uri(Host, Path).ToString();

    public static async Task<PathProxy> StartAsync(bool strips, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var proxy = new PathProxy(app, strips);
        app.Run(proxy.ForwardAsync);
        await app.StartAsync(cancellationToken);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _invoker.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        var path = context.Request.Path;
        var isBelow = path.StartsWithSegments(Path, out var rest);
        if (!isBelow && !(path.StartsWithSegments("/.well-known") && path.Value!.Contains(Path, StringComparison.Ordinal)))
        {
            context.Response.StatusCode = StatusCodes.Status418ImATeapot;
            return;
        }

        var target = isBelow && _strips ? (rest.HasValue ? rest.Value : "/") : path.Value;
        using var request = new HttpRequestMessage(
            new(context.Request.Method), new Uri(Target!, target + context.Request.QueryString.Value));
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            request.Content = new StreamContent(context.Request.Body);
        }

        foreach (var (name, values) in context.Request.Headers)
        {
            if (!HopByHop.Contains(name, StringComparer.OrdinalIgnoreCase)
                && name != "Host"
                && !request.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        using var response = await _invoker.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            if (!HopByHop.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                context.Response.Headers[name] = values.ToArray();
            }
        }

        if (response.StatusCode == HttpStatusCode.NotModified)
        {
            return;
        }

        await using var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
