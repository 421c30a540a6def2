using System.Security.Cryptography;
using System.Text;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.Secrets;
using McpGateway.Identity.Tokens;

namespace McpGateway.Identity.Providers;

/// <summary>
/// Binds a sign-in to the browser that began it: the answer of the provider counts only together with the cookie, once, and for ten
/// minutes. Each attempt has a cookie of its own, so that two tabs do not disturb each other.
/// </summary>
internal sealed class SignInAttempts(DocumentStore documents, ISecretProtector protector, TimeProvider time)
{
    public const string CookiePrefix = "oauth2_temp_session_";

    public static readonly DocumentKind<UsedStateRecord> UsedStates = new(
        "used_sign_in_states", ProvidersJsonContext.Default.UsedStateRecord)
    {
        ExpiryOf = record => record.ExpiresAt,
    };

    private const string Purpose = "provider-sign-in";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public SignInAttempt Begin(HttpContext context, string provider, string callbackUri, string returnTo)
    {
        var attempt = SignInAttempt.Begin(provider, callbackUri, returnTo, time.GetUtcNow() + Lifetime);
        var data = Base64UrlText.Encode(protector.Protect(Purpose, attempt.ToBytes()));
        context.Response.Cookies.Append(CookieOf(attempt.State), data, Attributes(context.Request, Lifetime));
        return attempt;
    }

    /// <summary>The attempt that an answer of <paramref name="provider"/> belongs to. It is used up.</summary>
    public async Task<SignInAttempt?> TakeAsync(HttpContext context, string provider, string state, CancellationToken cancellationToken)
    {
        var name = CookieOf(state);
        if (!context.Request.Cookies.TryGetValue(name, out var cookie) || Open(cookie) is not { } attempt)
        {
            return null;
        }

        context.Response.Cookies.Append(name, "", Attributes(context.Request, TimeSpan.Zero));
        if (attempt.Provider != provider
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(attempt.State), Encoding.UTF8.GetBytes(state))
            || attempt.ExpiresAt <= time.GetUtcNow())
        {
            return null;
        }

        // The browser is asked to drop the cookie; whether it does is not for us to believe.
        var used = await documents.CommitAsync(
            new DocumentBatch().Put(UsedStates, HashOf(state), new(attempt.ExpiresAt + Lifetime), DocumentBatch.Absent), cancellationToken);
        return used.IsSuccess ? attempt : null;
    }

    private SignInAttempt? Open(string cookie) =>
        Base64UrlText.Decode(cookie) is { } data && protector.Unprotect(Purpose, data) is { } bytes ? SignInAttempt.OfBytes(bytes) : null;

    private static string CookieOf(string state) => CookiePrefix + HashOf(state)[..16];

    private static string HashOf(string state) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)));

    private static CookieOptions Attributes(HttpRequest request, TimeSpan maxAge) => new()
    {
        Path = request.CookiePath(ProviderPaths.Prefix),
        HttpOnly = true,

        // Lax: the provider sends the browser back from another site.
        SameSite = SameSiteMode.Lax,
        Secure = request.IsHttps,
        MaxAge = maxAge,
        IsEssential = true,
    };
}
