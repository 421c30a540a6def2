using McpGateway.Identity.Http;

namespace McpGateway.Identity.Sessions;

/// <summary>
/// The signed-in people of pages that this process serves. A page lives longer than a request, so it asks again before each operation: a
/// session that ended, or rights that changed, count at once.
/// </summary>
public sealed class BrowserSessions
{
    private readonly SessionStore _sessions;
    private readonly SessionCookie _cookie;

    internal BrowserSessions(SessionStore sessions, SessionCookie cookie) => (_sessions, _cookie) = (sessions, cookie);

    /// <summary>
    /// The session id that the browser sent, or null: there is none, or a page of another site made the browser send it. A credential: it
    /// goes into no log and no page.
    /// </summary>
    public string? IdOf(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return SameOriginRule.ChangesState(request) && !SameOriginRule.Allows(request) ? null : _cookie.Read(request);
    }

    /// <summary>The session as it is now, or null when it has ended. Synchronous for one that was seen before.</summary>
    public async ValueTask<BrowserSession?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var found = await _sessions.FindAsync(id, cancellationToken);
        return found is { Resolved: { } resolved, Identity: { } identity } ? new(resolved, identity) : null;
    }
}
