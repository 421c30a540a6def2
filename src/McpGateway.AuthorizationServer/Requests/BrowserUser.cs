using McpGateway.AuthorizationServer.Protocol;
using McpGateway.Identity.Credentials;
using McpGateway.Identity.Sessions;

namespace McpGateway.AuthorizationServer.Requests;

/// <summary>
/// The person at the browser, by the session cookie and nothing else: a token must not be able to consent to another one. However people
/// sign in (local accounts, providers), a session is what they come with.
/// </summary>
internal sealed class BrowserUser(SessionStore sessions, SessionCookie cookie)
{
    /// <returns>Null when nobody is signed in.</returns>
    public async Task<SignedInUser?> FindAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (cookie.Read(context.Request) is not { } id)
        {
            return null;
        }

        var found = await sessions.FindAsync(id, cancellationToken);
        return found is { State: SessionState.Valid, Resolved: { } resolved, Identity: { } identity } ? new(id, identity, resolved) : null;
    }

    /// <summary>The sign-in page, and back to <paramref name="next"/> afterwards.</summary>
    public static IResult SignIn(HttpContext context, string next) =>
        OAuthAnswers.Redirect(context, $"/login?next={Uri.EscapeDataString(next)}");
}

/// <summary>A signed-in person and the session.</summary>
internal sealed record SignedInUser(string SessionId, CredentialIdentity Identity, ResolvedCaller Resolved)
{
    /// <summary>The name only: the session id is a credential.</summary>
    public override string ToString() => Identity.UserName;
}
