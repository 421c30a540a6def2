using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Credentials;

namespace McpGateway.Identity.Sessions;

/// <summary>Opens the session of somebody who has just been authenticated, whatever by.</summary>
internal sealed class SessionFactory(SessionStore sessions, SessionCookie cookie, CallerFactory callers)
{
    /// <returns>Null, or the answer to give because the session could not be stored.</returns>
    public async Task<IResult?> OpenAsync(
        HttpContext context, CredentialIdentity identity, CancellationToken cancellationToken, string? idToken = null)
    {
        // The session that came with the request is ended, and a new id made: one that was planted before sign-in opens nothing.
        await EndAsync(context, cancellationToken);
        var created = await sessions.CreateAsync(identity, cancellationToken, idToken);
        if (!created.IsSuccess)
        {
            return created.Error.ToResult();
        }

        cookie.Write(context, created.Value);
        context.Response.Headers.CacheControl = "no-store";
        return null;
    }

    /// <returns>Where somebody goes after signing in: the pages of the UI hold nothing for those who have no rights yet, so they are told
    /// instead.</returns>
    public string LandingOf(CredentialIdentity identity, string next) =>
        next.StartsWith("/ui", StringComparison.Ordinal)
            && callers.Resolve(identity, CancellationToken.None) is { } resolved
            && NoAccess.Concerns(resolved.Caller)
            ? NoAccess.PathWith(next)
            : next;

    /// <summary>Ends the session that the request came with.</summary>
    /// <returns>What it was, as far as a sign-out elsewhere needs it; null when there was none.</returns>
    public async Task<EndedSession?> EndAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (cookie.Read(context.Request) is not { } id)
        {
            return null;
        }

        var ended = await sessions.DescribeAsync(id, cancellationToken);
        try
        {
            await sessions.RevokeAsync(id, cancellationToken);
            return ended;
        }
        catch (StorageUnavailableException failure) when (failure.IsInForce)
        {
            return ended is null ? null : ended with { NotStored = failure.Message };
        }
    }
}

/// <summary>A session that was ended: who authenticated its holder, and the provider's token that names the sign-in there.</summary>
public sealed record EndedSession(string Provider, string? IdToken)
{
    /// <summary>Why its end could not be stored yet, for the person; null when it was. It has ended in this process either way.</summary>
    public string? NotStored { get; init; }

    /// <summary>Without the token.</summary>
    public override string ToString() => Provider;
}
