using System.Text.Encodings.Web;
using McpGateway.Foundation.Http;

namespace McpGateway.Foundation.Pages;

/// <summary>
/// A page outside the web UI: sign-in, consent, devices, what went wrong. One answer without script, with nothing loaded from elsewhere, in no
/// frame; in the theme that the visitor chose in the UI.
/// </summary>
public sealed record StandalonePage(string Title, string Body)
{
    private const string ThemeCookie = "ui_theme";

    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>For pages with more to read.</summary>
    public bool IsWide { get; init; }

    /// <summary>
    /// Where the answer to a form may lead beside this host, as sources of a content security policy: browsers apply <c>form-action</c> to the
    /// redirects after a form too.
    /// </summary>
    public string FormTargets { get; init; } = "";

    /// <summary>Where the browser goes by itself.</summary>
    public string? GoesTo { get; init; }

    /// <summary>Stricter where the address of the page holds a credential.</summary>
    public string ReferrerPolicy { get; init; } = "same-origin";

    public static string Encode(string? text) => HtmlEncoder.Default.Encode(text ?? "");

    /// <summary>Text that somebody else chose: markup, invisible and direction-changing characters are shown, and it is not endless.</summary>
    public static string EncodeForeign(string? text, int length = 100) => $"<bdi>{Encode(VisibleText.ShowStart(text, length))}</bdi>";

    /// <summary>Whether a page is what the sender of the request shows to somebody: a program that calls the API gets JSON.</summary>
    public static bool IsWantedBy(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

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
        return TypedResults.Text(Render(context.Request), "text/html; charset=utf-8", statusCode: Status);
    }

    private static string ThemeOf(HttpRequest request) => request.Cookies[ThemeCookie] is "light" or "dark" ? request.Cookies[ThemeCookie]! : "system";

    /// <summary>
    /// Bodies name the gateway's own pages from its root. Foreign text cannot look like such an attribute, because its quotes are encoded.
    /// </summary>
    private string Located(HttpRequest request) => !request.PathBase.HasValue ? Body : Body
        .Replace("href=\"/", $"href=\"{request.PathBase.ToUriComponent()}/", StringComparison.Ordinal)
        .Replace("action=\"/", $"action=\"{request.PathBase.ToUriComponent()}/", StringComparison.Ordinal);

    private string Render(HttpRequest request) => $"""
        <!doctype html>
        <html lang="en" data-theme="{ThemeOf(request)}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="robots" content="noindex">
        {(GoesTo is null ? "" : $"<meta http-equiv=\"refresh\" content=\"0;url={Encode(request.Located(GoesTo))}\">")}
        <title>{Encode(Title)} · MCP Gateway</title>
        <link rel="icon" href="{request.Located("/favicon.ico")}" type="image/svg+xml">
        <style>{PageStyle.Text}</style>
        </head>
        <body>
        <header class="brand">{PageParts.Logo}MCP Gateway</header>
        <main{(IsWide ? " class=\"wide\"" : "")}>
        <h1>{Encode(Title)}</h1>
        {Located(request)}
        </main>
        </body>
        </html>
        """;
}
