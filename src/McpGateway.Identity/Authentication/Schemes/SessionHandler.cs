using System.Text.Encodings.Web;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Http;
using McpGateway.Identity.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Authentication.Schemes;

/// <summary>
/// The cookie of a browser session. What pages do when there is none, their endpoints state: <see cref="SessionChallenge"/>.
/// </summary>
internal sealed class SessionHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, RequestAuthenticator authenticator,
    SessionCookie cookie, PublicOrigin origin)
    : CredentialHandler(options, logger, encoder)
{
    private string _refusal = RequestAuthentication.Anonymous.Refusal!;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (cookie.Read(Request) is not { } id)
        {
            return AuthenticateResult.NoResult();
        }

        var outcome = await authenticator.AuthenticateSessionAsync(Context, id);
        if (outcome is not { Resolved: { } resolved, Identity: { } identity })
        {
            _refusal = outcome.Refusal!;
            return AuthenticateResult.Fail(_refusal);
        }

        return RefuseCrossSite() ?? Accept(
            resolved.Caller, new(identity, outcome.Source), new(SessionClaims.Id, id),
            new(SessionClaims.Address, Context.Connection.RemoteIpAddress?.ToString() ?? ""));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        await HandleAuthenticateOnceSafeAsync();
        Response.Headers.CacheControl = "no-store";
        switch (Context.GetEndpoint()?.Metadata.GetMetadata<SessionChallenge>())
        {
            case { SendsToSignIn: true }:
                Response.Redirect(Request.Located($"/login?next={Uri.EscapeDataString(Request.Path + Request.QueryString)}"));
                break;
            case { SendsToSignIn: false }:
                Response.StatusCode = StatusCodes.Status401Unauthorized;
                break;
            case null when IsCrossSite:
                await AnswerAsync(StatusCodes.Status403Forbidden, SameOriginRule.Detail);
                break;
            case null:
                Response.Headers.WWWAuthenticate = Challenge.Bearer(origin.Of(Request), default, refusal: null);
                await AnswerAsync(StatusCodes.Status401Unauthorized, _refusal);
                break;
        }
    }
}
