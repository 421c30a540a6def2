using McpGateway.Foundation.Http;
using McpGateway.Identity.Providers;

namespace McpGateway.Identity.SignIn;

/// <summary>
/// Remembers in the browser, for the sign-in page that comes next, that somebody signed out. A cookie, because the provider that is asked
/// in between knows that page by one address only.
/// </summary>
internal sealed class SignedOutNotice(ProviderCatalog providers)
{
    private const string Cookie = "mcp_gateway_signed_out";
    private const string Everywhere = "1";

    /// <param name="stillAt">The provider that goes on knowing the person, if it offers no sign-out.</param>
    public static void Leave(HttpContext context, string? stillAt) =>
        context.Response.Cookies.Append(Cookie, stillAt ?? Everywhere, Attributes(context.Request, TimeSpan.FromMinutes(10)));

    /// <returns>What to say, once.</returns>
    public string? Take(HttpContext context)
    {
        if (context.Request.Cookies[Cookie] is not { Length: > 0 } value)
        {
            return null;
        }

        context.Response.Cookies.Append(Cookie, "", Attributes(context.Request, TimeSpan.Zero));
        return providers.Find(value) is { } provider
            ? $"You are signed out here. {provider.DisplayName} may still know you: on a shared computer, sign out there too."
            : "You are signed out.";
    }

    private static CookieOptions Attributes(HttpRequest request, TimeSpan maxAge) => new()
    {
        Path = request.CookiePath("/login"),
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = request.IsHttps,
        MaxAge = maxAge,
        IsEssential = true,
    };
}
