using Microsoft.AspNetCore.Http;

namespace McpGateway.Web.Hosting;

/// <summary>
/// Every answer of a page, refusals too, says what the page may load and who may frame it (nobody). Which endpoints are pages, their
/// metadata say: <see cref="PageMetadata"/>.
/// </summary>
internal sealed class PageHeaders(RequestDelegate next)
{
    /// <summary>Style attributes are how the framework positions rows; scripts come from files of ours only.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; media-src data:; "
        + "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<PageMetadata>() is not null)
        {
            Add(context.Response.Headers);
        }

        return next(context);
    }

    private static void Add(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers.CacheControl = "no-store";
    }
}

/// <summary>The endpoint is a page, or serves the script of one.</summary>
internal sealed class PageMetadata;
