using McpGateway.Access.Decisions;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Http;
using McpGateway.Proxy.Access;
using Microsoft.AspNetCore.Authorization;

namespace McpGateway.Identity.Authentication;

/// <summary>
/// Authenticates the REST surface. Deny by default: whatever is not marked anonymous needs a credential, and an unknown path under the
/// API answers 401 before 404, so that strangers learn nothing. Headers that claim an identity (<c>X-User</c>, <c>X-Scopes</c>, …) are not
/// read.
/// </summary>
internal sealed partial class AuthenticationMiddleware(
    RequestDelegate next, RequestAuthenticator authenticator, BasicAuthenticator basic, AccessSnapshotHolder policies, PublicOrigin origin,
    ILogger<AuthenticationMiddleware> logger)
{
    public Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        var isApi = ApiSurface.Contains(context.Request.Path);
        if (endpoint?.Metadata.GetMetadata<AuthenticatesItself>() is not null || (endpoint is null && !isApi))
        {
            return next(context);
        }

        var isAnonymous = endpoint?.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        if (ApiSurface.IsInternal(context.Request.Path) && !isAnonymous)
        {
            return AuthenticateBasicAsync(context);
        }

        return isAnonymous ? TryAsync(context) : RequireAsync(context, isApi);
    }

    /// <summary>
    /// An endpoint that also serves strangers: a credential that is good is taken, and one that is not is no reason to refuse.
    /// </summary>
    private async Task TryAsync(HttpContext context)
    {
        var outcome = await authenticator.AuthenticateAsync(context);
        if (!IsCrossSiteChange(context, outcome.Source))
        {
            Accept(context, outcome);
        }

        await next(context);
    }

    private async Task RequireAsync(HttpContext context, bool isApi)
    {
        var outcome = await authenticator.AuthenticateAsync(context);
        if (outcome.Resolved is not { } resolved)
        {
            await RefuseAsync(context, outcome);
        }
        else if (IsCrossSiteChange(context, outcome.Source))
        {
            LogCrossSite(LogText.Clean(context.Request.Path), LogText.Clean(context.Request.Headers.Origin));
            await ErrorResults.Detail(StatusCodes.Status403Forbidden, SameOriginRule.Detail).ExecuteAsync(context);
        }
        else if (isApi && !MayReach(context.Request.Path, resolved.Caller))
        {
            await ErrorResults.Detail(StatusCodes.Status403Forbidden, "Access forbidden").ExecuteAsync(context);
        }
        else
        {
            Accept(context, outcome);
            await next(context);
        }
    }

    private async Task AuthenticateBasicAsync(HttpContext context)
    {
        var outcome = await basic.AuthenticateAsync(context);
        if (outcome.Caller is not { } caller)
        {
            await outcome.Refusal!.ExecuteAsync(context);
            return;
        }

        // Browsers remember Basic credentials as they do cookies.
        if (SameOriginRule.ChangesState(context.Request) && !SameOriginRule.Allows(context.Request))
        {
            await ErrorResults.Detail(StatusCodes.Status403Forbidden, SameOriginRule.Detail).ExecuteAsync(context);
            return;
        }

        context.SetCaller(caller);
        await next(context);
    }

    private async Task RefuseAsync(HttpContext context, RequestAuthentication outcome)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (outcome.IsUnavailable)
        {
            context.Response.Headers.RetryAfter = "5";
            await ErrorResults.Detail(StatusCodes.Status503ServiceUnavailable, outcome.Refusal!).ExecuteAsync(context);
            return;
        }

        context.Response.Headers.WWWAuthenticate = Challenge.Bearer(
            origin.Of(context.Request), default, outcome.IsInvalidToken ? outcome.Refusal : null);
        await ErrorResults.Detail(StatusCodes.Status401Unauthorized, outcome.Refusal!).ExecuteAsync(context);
    }

    private static bool IsCrossSiteChange(HttpContext context, CredentialSource source) =>
        source == CredentialSource.Cookie && SameOriginRule.ChangesState(context.Request) && !SameOriginRule.Allows(context.Request);

    private static void Accept(HttpContext context, RequestAuthentication outcome)
    {
        if (outcome is { Resolved: { } resolved, Identity: { } identity })
        {
            context.SetCaller(resolved.Caller);
            context.Features.Set(new CredentialFeature(identity, outcome.Source));
        }
    }

    private bool MayReach(PathString path, Caller caller)
    {
        if (ApiSurface.IsExempt(path))
        {
            return true;
        }

        var (surface, segment) = ApiSurface.Parse(path);
        return policies.Current.AllowsApi(caller, segment, surface);
    }

    [LoggerMessage(EventId = 4031, Level = LogLevel.Warning, Message = "A cross-site request to {Path} from {Origin} was refused.")]
    private partial void LogCrossSite(string path, string origin);
}
