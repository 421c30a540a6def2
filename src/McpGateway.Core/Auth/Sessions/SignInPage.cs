using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;

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

    public static string Render(string? error, string next)
    {
        var problem = string.IsNullOrEmpty(error) ? "" : $"<p class=\"bad\" role=\"alert\">{HtmlEncoder.Default.Encode(Shorten(error))}</p>";
        return $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Sign in · MCP Gateway</title>
            <style>{Style}</style>
            </head>
            <body>
            <main>
            <h1>MCP Gateway</h1>
            <p>Sign in to manage servers and get tokens.</p>
            {problem}
            <form method="post" action="/api/auth/login">
            <input type="hidden" name="next" value="{HtmlEncoder.Default.Encode(next)}">
            <label for="username">User name</label>
            <input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus>
            <label for="password">Password</label>
            <input id="password" name="password" type="password" autocomplete="current-password" required>
            <button type="submit">Sign in</button>
            </form>
            </main>
            </body>
            </html>
            """;
    }

    // The text comes from the address line: anybody can make a link with it.
    private static string Shorten(string error) => error.Length <= 200 ? error : error[..200];
}
