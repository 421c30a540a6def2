using McpGateway.Foundation.Http;
using McpGateway.Identity.Credentials;
using McpGateway.Identity.Sessions;
using McpGateway.Identity.Tokens;
using McpGateway.Proxy.Access;

namespace McpGateway.Identity.Authentication;

/// <summary>
/// Finds and judges the credential of a request: <c>X-Authorization</c>, then <c>Authorization: Bearer</c>, then the session cookie.
/// A bearer token that is presented decides alone: a bad one is never made good by a cookie that the browser added.
/// </summary>
internal sealed partial class RequestAuthenticator(
    BearerCredentials bearers, SessionStore sessions, SessionCookie cookie, PublicOrigin origin, ILogger<RequestAuthenticator> logger)
{
    public const string XAuthorization = "X-Authorization";

    /// <summary>Whether the request presents a token. Another scheme's credential in <c>Authorization</c> is none.</summary>
    public static bool HasToken(HttpRequest request) =>
        BearerHeader.Read(request.Headers[XAuthorization], out _) != BearerHeaderState.Absent
        || BearerHeader.Read(request.Headers.Authorization, out _) is BearerHeaderState.Present or BearerHeaderState.Malformed;

    public ValueTask<RequestAuthentication> AuthenticateAsync(HttpContext context) =>
        TryAuthenticateToken(context, out var pending) ? pending
        : cookie.Read(context.Request) is { } id ? AuthenticateSessionAsync(context, id)
        : new(RequestAuthentication.Anonymous);

    /// <summary>Judges the token that the request presents; false when it presents none.</summary>
    public bool TryAuthenticateToken(HttpContext context, out ValueTask<RequestAuthentication> pending)
    {
        var headers = context.Request.Headers;
        var state = BearerHeader.Read(headers[XAuthorization], out var token);
        if (state != BearerHeaderState.Absent)
        {
            // Nothing but our own credential belongs in this header.
            pending = state == BearerHeaderState.Present
                ? JudgeBearer(context, token, CredentialSource.XAuthorization)
                : new(Malformed(CredentialSource.XAuthorization));
            return true;
        }

        state = BearerHeader.Read(headers.Authorization, out token);
        pending = state switch
        {
            BearerHeaderState.Present => JudgeBearer(context, token, CredentialSource.Authorization),
            BearerHeaderState.Malformed => new(Malformed(CredentialSource.Authorization)),
            BearerHeaderState.Absent or BearerHeaderState.Foreign => default,
        };
        return state is BearerHeaderState.Present or BearerHeaderState.Malformed;
    }

    /// <summary>Judges the session of a cookie.</summary>
    public async ValueTask<RequestAuthentication> AuthenticateSessionAsync(HttpContext context, string id)
    {
        var session = await sessions.FindAsync(id, context.RequestAborted);
        return session.State switch
        {
            SessionState.Valid => new(session.Resolved, session.Identity, CredentialSource.Cookie),
            SessionState.Invalid => new(null, null, CredentialSource.Cookie) { Refusal = "Invalid session" },
            SessionState.Expired => new(null, null, CredentialSource.Cookie) { Refusal = "Session has expired" },
        };
    }

    private static RequestAuthentication Malformed(CredentialSource source) => new(null, null, source)
    {
        Refusal = TokenRefusals.Describe(TokenRefusal.Malformed),
        IsInvalidToken = true,
    };

    private ValueTask<RequestAuthentication> JudgeBearer(HttpContext context, ReadOnlySpan<char> token, CredentialSource source)
    {
        var pending = bearers.AuthenticateAsync(token, context.RequestAborted);
        return pending.IsCompletedSuccessfully ? new(ToOutcome(context, pending.Result, source)) : AwaitAsync(pending, source);

        async ValueTask<RequestAuthentication> AwaitAsync(ValueTask<BearerOutcome> judging, CredentialSource from) =>
            ToOutcome(context, await judging, from);
    }

    private RequestAuthentication ToOutcome(HttpContext context, BearerOutcome outcome, CredentialSource source)
    {
        // Judged at each use and not when the token is verified: one token is shown at several addresses (RFC 8707 §3).
        if (outcome.Identity?.Resources is { } resources && !resources.Covers(context.Request, origin))
        {
            outcome = new(null, null, TokenRefusal.WrongAudience);
        }

        if (outcome.Resolved is not null)
        {
            return new(outcome.Resolved, outcome.Identity, source);
        }

        LogTokenRefused(outcome.Refusal, source);
        return new(null, null, source)
        {
            Refusal = outcome.IsUnavailable ? "The token cannot be checked at the moment" : TokenRefusals.Describe(outcome.Refusal),
            IsInvalidToken = !outcome.IsUnavailable,
            IsUnavailable = outcome.IsUnavailable,
        };
    }

    [LoggerMessage(EventId = 4030, Level = LogLevel.Debug, Message = "A token in {Source} was refused: {Refusal}.")]
    private partial void LogTokenRefused(TokenRefusal refusal, CredentialSource source);
}
