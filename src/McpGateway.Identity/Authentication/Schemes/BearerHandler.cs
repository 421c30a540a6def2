using System.Text.Encodings.Web;
using McpGateway.Foundation.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Authentication.Schemes;

/// <summary>Tokens in <c>X-Authorization</c> or <c>Authorization</c>, whoever issued them.</summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, RequestAuthenticator authenticator,
    PublicOrigin origin)
    : CredentialHandler(options, logger, encoder)
{
    private RequestAuthentication _outcome = RequestAuthentication.Anonymous;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!authenticator.TryAuthenticateToken(Context, out var pending))
        {
            return AuthenticateResult.NoResult();
        }

        _outcome = await pending;
        return _outcome is { Resolved: { } resolved, Identity: { } identity }
            ? Accept(resolved.Caller, new(identity, _outcome.Source))
            : AuthenticateResult.Fail(_outcome.Refusal!);
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        await HandleAuthenticateOnceSafeAsync();
        Response.Headers.CacheControl = "no-store";
        var refusal = _outcome.Refusal ?? RequestAuthentication.Anonymous.Refusal!;
        if (_outcome.IsUnavailable)
        {
            // Not 401: the token may be good, and asking for another one would not help.
            await ErrorResults.AnswerUnavailableAsync(Context, refusal);
            return;
        }

        Response.Headers.WWWAuthenticate = Challenge.Bearer(origin.Of(Request), default, _outcome.IsInvalidToken ? refusal : null);
        await AnswerAsync(StatusCodes.Status401Unauthorized, refusal);
    }
}
