using System.Security.Claims;
using System.Text.Encodings.Web;
using McpGateway.Access.Endpoints;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Authentication.Schemes;

/// <summary>
/// What the schemes have in common: the <see cref="Caller"/> that operations take is left on the request beside the principal, and
/// refusals have the form of the REST surface.
/// </summary>
internal abstract partial class CredentialHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The credential was good, but a page of another origin made the browser send it.</summary>
    protected bool IsCrossSite { get; private set; }

    /// <param name="caller">Who sent the request.</param>
    /// <param name="credential">What for endpoints that hand out others; null when it can be used for none.</param>
    /// <param name="claims">Beside the name.</param>
    protected AuthenticateResult Accept(Caller caller, CredentialFeature? credential, params ReadOnlySpan<Claim> claims)
    {
        Context.SetCaller(caller);
        Context.Features.Set(CredentialHint.Of(Scheme.Name, credential, claims));
        Context.Features.Set(credential);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, caller.UserName), .. claims], Scheme.Name);
        return AuthenticateResult.Success(new(new ClaimsPrincipal(identity), Scheme.Name));
    }

    /// <summary>
    /// Refuses a credential that browsers add by themselves to a request that a page of another origin made and that may change something.
    /// </summary>
    /// <returns>Null when the request is the user's own.</returns>
    protected AuthenticateResult? RefuseCrossSite()
    {
        if (!SameOriginRule.ChangesState(Request) || SameOriginRule.Allows(Request))
        {
            return null;
        }

        IsCrossSite = true;
        LogCrossSite(Logger, LogText.Clean(Request.Path), LogText.Clean(Request.Headers.Origin));
        return AuthenticateResult.Fail("The request was sent by a page of another origin.");
    }

    protected Task AnswerAsync(int status, string detail) => ErrorResults.Detail(status, detail).ExecuteAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        // It depends on who asks.
        Response.Headers.CacheControl = "no-store";
        return AnswerAsync(StatusCodes.Status403Forbidden, RefusalReasons.Of(properties));
    }

    [LoggerMessage(EventId = 4031, Level = LogLevel.Warning, Message = "A cross-site request to {Path} from {Origin} was refused.")]
    private static partial void LogCrossSite(ILogger logger, string path, string origin);
}
