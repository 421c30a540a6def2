using McpGateway.Foundation.Http;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Sessions;

/// <summary>The cookie that carries a session id, with the attributes of the contract.</summary>
public sealed class SessionCookie(IOptions<AuthOptions> options)
{
    /// <returns>The id, or null when the cookie is missing or empty.</returns>
    public string? Read(HttpRequest request) =>
        request.Headers.Cookie.Count > 0 && request.Cookies.TryGetValue(options.Value.SessionCookieName, out var value) && value.Length > 0
            ? value
            : null;

    public void Write(HttpContext context, string id) => context.Response.Cookies.Append(
        options.Value.SessionCookieName, id, Attributes(context.Request, TimeSpan.FromSeconds(options.Value.SessionMaxAgeSeconds)));

    /// <summary>Deletes the cookie, naming the domain it was set with: browsers keep it otherwise.</summary>
    public void Clear(HttpContext context) =>
        context.Response.Cookies.Append(options.Value.SessionCookieName, "", Attributes(context.Request, TimeSpan.Zero));

    private CookieOptions Attributes(HttpRequest request, TimeSpan maxAge) => new()
    {
        Path = request.CookiePath(),
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = options.Value.SessionCookieSecure && request.IsHttps,
        Domain = options.Value.SessionCookieDomain,
        MaxAge = maxAge,
        IsEssential = true,
    };
}
