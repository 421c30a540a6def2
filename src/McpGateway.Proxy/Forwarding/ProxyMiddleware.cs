using McpGateway.Proxy.Outbound;
using McpGateway.Proxy.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace McpGateway.Proxy.Forwarding;

/// <summary>Takes what belongs to a registered server; everything else goes on to the host's endpoints.</summary>
internal sealed class ProxyMiddleware(RequestDelegate next, RouteTableHolder routes, ProxyPipeline pipeline, ProxyFallback fallback)
{
    public Task InvokeAsync(HttpContext context)
    {
        var target = Target(context);
        if (!RequestPath.TryParse(target, out var path, out _))
        {
            // What could be read in two ways is not handed to something that reads it in another, unless it cannot mean a server.
            return IsReserved(target) ? NextAsync(context) : fallback.ServeAsync(context);
        }

        return routes.Current.Match(path.Path) is { } match ? pipeline.ServeAsync(context, match, path.Query) : NextAsync(context);
    }

    /// <summary>As it came, before any decoding. A test server has none.</summary>
    internal static string Target(HttpContext context)
    {
        var raw = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        return string.IsNullOrEmpty(raw) ? context.Request.Path.ToUriComponent() + context.Request.QueryString.Value : raw;
    }

    /// <summary>The control plane hashes passwords and reads databases.</summary>
    private Task NextAsync(HttpContext context)
    {
        return SocketThread.IsCurrent ? LeaveAsync() : next(context);

        async Task LeaveAsync()
        {
            await SocketThread.LeaveAsync();
            await next(context);
        }
    }

    private static bool IsReserved(string target)
    {
        if (!target.StartsWith('/'))
        {
            return target == "*";
        }

        var end = target.AsSpan(1).IndexOfAny('/', '?');
        var first = end < 0 ? target.AsSpan(1) : target.AsSpan(1, end);
        foreach (var reserved in RoutePath.ReservedFirstSegments)
        {
            if (first.SequenceEqual(reserved))
            {
                return true;
            }
        }

        return false;
    }
}
