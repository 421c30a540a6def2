using System.Text.Encodings.Web;
using McpGateway.Identity.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Authentication.Schemes;

/// <summary>HTTP Basic, for the endpoints whose policy names it.</summary>
internal sealed class BasicHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, BasicAuthenticator authenticator)
    : CredentialHandler(options, logger, encoder)
{
    private BasicOutcome _outcome;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        _outcome = await authenticator.AuthenticateAsync(Context);

        // Browsers remember Basic credentials as they do cookies.
        return _outcome.Caller is { } caller
            ? RefuseCrossSite() ?? Accept(caller, credential: null)
            : AuthenticateResult.Fail(_outcome.Refusal ?? "Too many failed attempts.");
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        await HandleAuthenticateOnceSafeAsync();
        if (IsCrossSite)
        {
            await AnswerAsync(StatusCodes.Status403Forbidden, SameOriginRule.Detail);
        }
        else if (_outcome.Wait > TimeSpan.Zero)
        {
            await TooManyAttempts.Refuse(Context, _outcome.Wait).ExecuteAsync(Context);
        }
        else
        {
            Response.Headers.WWWAuthenticate = Scheme.Name;
            await AnswerAsync(StatusCodes.Status401Unauthorized, _outcome.Refusal!);
        }
    }
}
