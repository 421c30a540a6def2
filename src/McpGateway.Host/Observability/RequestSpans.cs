using System.Diagnostics;
using McpGateway.Foundation;

namespace McpGateway.Host.Observability;

/// <summary>
/// Spans of the requests that are not the data plane's. They begin traces here: who sent the request is not known yet, and a stranger's
/// wish decides on nothing; the context that came with it is linked.
/// </summary>
internal static class RequestSpans
{
    private static readonly ActivitySource Source = new(SpanSources.Host);

    /// <summary>Probes and scrapes come all the time; a page's connection stays open for hours; the rest are files.</summary>
    private static readonly string[] Untraced = ["/health", "/metrics", "/_blazor", "/_framework", "/_content", "/favicon.ico"];

    public static void UseRequestSpans(this IApplicationBuilder app) => app.Use(static next => context =>
        Source.HasListeners() && !Array.Exists(Untraced, path => context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal))
            ? TraceAsync(context, next)
            : next(context));

    private static async Task TraceAsync(HttpContext context, RequestDelegate next)
    {
        // The server makes an activity of its own for each request, which nobody records: a part of that would be recorded as seldom.
        Activity.Current = null;
        using var span = Source.StartActivity(ActivityKind.Server, default, links: LinksOf(context), name: context.Request.Method);
        try
        {
            await next(context);
        }
        catch (Exception failure) when (Fail(span, failure))
        {
            throw;
        }
        finally
        {
            Describe(span, context);
        }
    }

    private static IEnumerable<ActivityLink>? LinksOf(HttpContext context) =>
        context.Request.Headers.TraceParent is { Count: 1 } header
        && ActivityContext.TryParse(header[0], null, isRemote: true, out var remote)
            ? [new ActivityLink(remote)]
            : null;

    private static bool Fail(Activity? span, Exception failure)
    {
        span?.SetTag("error.type", failure.GetType().FullName).SetStatus(ActivityStatusCode.Error);
        return false;
    }

    private static void Describe(Activity? span, HttpContext context)
    {
        if (span is not { IsAllDataRequested: true })
        {
            return;
        }

        var (request, status) = (context.Request, context.Response.StatusCode);
        if (context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route })
        {
            span.DisplayName = $"{request.Method} /{route.TrimStart('/')}";
            span.SetTag("http.route", "/" + route.TrimStart('/'));
        }

        span.SetTag("http.request.method", request.Method);
        span.SetTag("url.scheme", request.Scheme);
        span.SetTag("http.response.status_code", status);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            span.SetTag("error.type", status.ToString(System.Globalization.CultureInfo.InvariantCulture));
            span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
