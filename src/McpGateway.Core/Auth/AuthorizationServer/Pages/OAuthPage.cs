using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using McpGateway.Core.Auth.Sessions;

namespace McpGateway.Core.Auth.AuthorizationServer.Pages;

/// <summary>The frame of this feature's pages: the sign-in page's look, no script, nothing loaded from elsewhere, in no frame.</summary>
internal static class OAuthPage
{
    private const string MoreStyle = """

        dl{margin:0 0 1.25rem;border:1px solid var(--line);border-radius:8px;padding:.25rem .9rem}
        dt{margin-top:.6rem;font-size:.85rem;color:var(--soft)}
        dd{margin:0 0 .6rem;font-weight:600;overflow-wrap:anywhere}
        button.plain{margin-top:.6rem;color:inherit;background:transparent;border:1px solid var(--line)}
        input.code{font-size:1.4rem;text-align:center;text-transform:uppercase;letter-spacing:.15em}
        """;

    private static readonly string Style = SignInPage.Style + MoreStyle;

    private static readonly string StyleSource = "'sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style))) + "'";

    /// <param name="formTarget">
    /// Where the answer to a form may lead beside this host, as a CSP source: browsers apply <c>form-action</c> to the redirects after it too.
    /// </param>
    public static IResult Answer(HttpContext context, int status, string title, string body, string? formTarget = null)
    {
        OAuthAnswers.NoStore(context);
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; form-action 'self'{(formTarget is null ? "" : " " + formTarget)}; base-uri 'none'; frame-ancestors 'none'; style-src {StyleSource}";
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return TypedResults.Text(Frame(title, body), "text/html; charset=utf-8", statusCode: status);
    }

    public static string Encode(string? text) => HtmlEncoder.Default.Encode(text ?? "");

    /// <summary>The CSP source for the place of a redirect URI.</summary>
    public static string SourceOf(string redirectUri)
    {
        var uri = new Uri(redirectUri);

        // The grammar of CSP has no IPv6 addresses.
        return uri.Scheme is not ("http" or "https") ? uri.Scheme + ":"
            : uri.HostNameType == UriHostNameType.IPv6 ? uri.Scheme + ":"
            : uri.GetLeftPart(UriPartial.Authority);
    }

    private static string Frame(string title, string body) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>{Encode(title)} · MCP Gateway</title>
        <style>{Style}</style>
        </head>
        <body>
        <main>
        <h1>{Encode(title)}</h1>
        {body}
        </main>
        </body>
        </html>
        """;
}
