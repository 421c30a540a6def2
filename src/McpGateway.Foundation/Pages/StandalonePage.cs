using Microsoft.AspNetCore.Components;

namespace McpGateway.Foundation.Pages;

/// <summary>
/// A page outside the web UI: sign-in, consent, devices, what went wrong. One answer without script, with nothing loaded from elsewhere, in
/// no frame; in the theme that the visitor chose in the UI.
/// </summary>
/// <param name="Title">Of the window, and the heading.</param>
/// <param name="Body">What follows the heading; see <see cref="Of{T}"/>.</param>
public sealed record StandalonePage(string Title, RenderFragment Body)
{
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>For pages with more to read.</summary>
    public bool IsWide { get; init; }

    /// <summary>
    /// Where the answer to a form may lead beside this host, as sources of a content security policy: browsers apply <c>form-action</c> to
    /// the redirects after a form too.
    /// </summary>
    public string FormTargets { get; init; } = "";

    /// <summary>Where the browser goes by itself.</summary>
    public string? GoesTo { get; init; }

    /// <summary>Stricter where the address of the page holds a credential.</summary>
    public string ReferrerPolicy { get; init; } = "same-origin";

    /// <summary>Whether a page is what the sender of the request shows to somebody: a program that calls the API gets JSON.</summary>
    public static bool IsWantedBy(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>A page whose body is a component.</summary>
    /// <param name="parameters">Of the component, by name.</param>
    public static StandalonePage Of<T>(string title, params (string Name, object? Value)[] parameters)
        where T : PageBody => new(title, builder =>
        {
            builder.OpenComponent<T>(0);
            foreach (var (name, value) in parameters)
            {
                builder.AddComponentParameter(1, name, value);
            }

            builder.CloseComponent();
        });

    public IResult Answer(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.Pragma = "no-cache";
        headers.ContentSecurityPolicy =
            $"default-src 'none'; img-src 'self'; form-action 'self'{(FormTargets.Length == 0 ? "" : " " + FormTargets)}; base-uri 'none'; "
            + $"frame-ancestors 'none'; style-src {PageStyle.Source}";
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = ReferrerPolicy;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return new PageResult(this, PageVisitor.Of(context.Request));
    }

    private sealed class PageResult(StandalonePage page, PageVisitor visitor) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var html = await PageRenderer.RenderAsync(page, visitor, httpContext.RequestServices);
            await TypedResults.Text(html, "text/html; charset=utf-8", statusCode: page.Status).ExecuteAsync(httpContext);
        }
    }
}
