using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using McpGateway.Core.Auth.Providers;

namespace McpGateway.Core.Auth.Sessions;

/// <summary>The sign-in page: one answer, no script, nothing loaded from elsewhere.</summary>
internal static class SignInPage
{
    public const string Style = """
        :root{color-scheme:light dark;--bg:#f4f6f8;--card:#fff;--text:#1a2330;--soft:#5b6778;--line:#cfd6df;--accent:#2457d6;--bad:#b3261e}
        @media(prefers-color-scheme:dark){:root{--bg:#10151c;--card:#1a212b;--text:#e8edf4;--soft:#9aa7b8;--line:#384453;--accent:#7aa2ff;--bad:#ff8a80}}
        *{box-sizing:border-box}
        body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--bg);color:var(--text);font:16px/1.5 system-ui,sans-serif}
        main{width:min(24rem,92vw);background:var(--card);border:1px solid var(--line);border-radius:14px;padding:2rem}
        h1{margin:0 0 .25rem;font-size:1.4rem}
        p{margin:0 0 1.25rem;color:var(--soft)}
        p.bad{color:var(--bad);font-weight:600}
        label{display:block;margin:.9rem 0 .3rem;font-weight:600}
        input{width:100%;padding:.65rem .75rem;font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:8px}
        input:focus-visible,button:focus-visible{outline:3px solid var(--accent);outline-offset:1px}
        a.provider{display:block;margin-top:.6rem;padding:.65rem;text-align:center;font-weight:600;color:inherit;text-decoration:none;border:1px solid var(--line);border-radius:8px}
        a.provider:focus-visible{outline:3px solid var(--accent);outline-offset:1px}
        button{width:100%;margin-top:1.4rem;padding:.7rem;font:inherit;font-weight:600;color:var(--card);background:var(--accent);border:0;border-radius:8px;cursor:pointer}
        """;

    private static readonly string StyleHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)));

    /// <summary>
    /// Only this page's own style, and forms to this host only. Browsers apply <c>form-action</c> to the redirects after a form too: one that
    /// leads to an OAuth client by way of the authorization endpoint, which decides where to, is let through.
    /// </summary>
    public static string ContentSecurityPolicyFor(string next)
    {
        var targets = next.StartsWith("/oauth2/authorize?", StringComparison.Ordinal) ? "'self' https: http:" : "'self'";
        return $"default-src 'none'; form-action {targets}; base-uri 'none'; frame-ancestors 'none'; style-src 'sha256-{StyleHash}'";
    }

    /// <summary>What the page's answer says to the browser besides the page.</summary>
    public static void Protect(HttpResponse response, string next)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = ContentSecurityPolicyFor(next);
        response.Headers.XFrameOptions = "DENY";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "same-origin";
    }

    public static string Render(string? error, string next, IReadOnlyList<ProviderDefinition> providers) => Page("Sign in", $"""
        <p>Sign in to manage servers and get tokens.</p>
        {Problem(error)}
        {Buttons(providers, next)}
        <form method="post" action="/api/auth/login">
        <input type="hidden" name="next" value="{Html(next)}">
        <label for="username">User name</label>
        <input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus>
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required>
        <button type="submit">Sign in</button>
        </form>
        """);

    public static string RenderPasswordChange(string? error, string next) => Page("Change password", $"""
        <p>Replace the password of your account on this gateway.</p>
        {Problem(error)}
        <form method="post" action="/api/auth/password">
        <input type="hidden" name="next" value="{Html(next)}">
        <label for="username">User name</label>
        <input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus>
        <label for="password">Current password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required>
        <label for="new_password">New password</label>
        <input id="new_password" name="new_password" type="password" autocomplete="new-password" minlength="8" required>
        <button type="submit">Change password</button>
        </form>
        """);

    private static string Page(string title, string content) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{title} · MCP Gateway</title>
        <style>{Style}</style>
        </head>
        <body>
        <main>
        <h1>MCP Gateway</h1>
        {content}
        </main>
        </body>
        </html>
        """;

    private static string Buttons(IReadOnlyList<ProviderDefinition> providers, string next) => string.Concat(providers.Select(provider =>
        $"<a class=\"provider\" href=\"{Html(ProviderPaths.Login(provider.Name, next))}\">Continue with {Html(provider.DisplayName)}</a>"));

    private static string Problem(string? error) =>
        string.IsNullOrEmpty(error) ? "" : $"<p class=\"bad\" role=\"alert\">{Html(ProviderErrors.Describe(error) ?? Shorten(error))}</p>";

    private static string Html(string text) => HtmlEncoder.Default.Encode(text);

    // The text comes from the address line: anybody can make a link with it.
    private static string Shorten(string error) => error.Length <= 200 ? error : error[..200];
}
