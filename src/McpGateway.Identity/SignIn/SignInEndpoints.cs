using System.Text.Json.Nodes;
using McpGateway.Access.Endpoints;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.Pages;
using McpGateway.Identity.Credentials;
using McpGateway.Identity.Http;
using McpGateway.Identity.Providers;
using McpGateway.Identity.Sessions;
using McpGateway.Identity.Users;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.SignIn;

/// <summary><c>/api/auth/*</c> and the sign-in page.</summary>
internal static class SignInEndpoints
{
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/login", ShowPage).AllowAnonymous();
        routes.MapGet("/api/auth/login", ShowPage).AllowAnonymous();
        routes.MapPost("/api/auth/login", SignInAsync).AllowAnonymous();
        routes.MapGet("/api/auth/logout", SignOutAsync).AllowAnonymous();
        routes.MapPost("/api/auth/logout", SignOutAsync).AllowAnonymous();
        routes.MapGet("/api/auth/config", ShowConfig).AllowAnonymous();
        routes.MapGet("/api/auth/me", ShowMe).RequireAuthorization(EndpointPolicies.AnyCaller);
    }

    private static IResult ShowPage(
        HttpContext context, ProviderCatalog providers, SignedOutNotice signedOut, IOptions<AuthOptions> options, string? error,
        string? next) =>
        SignInPage.Of(error, signedOut.Take(context), ReturnPath.Safe(next), providers.All, options.Value.AllowsLocalSignIn)
            .Answer(context);

    private static async Task<IResult> SignInAsync(
        HttpContext context, LocalSignIn local, SessionFactory opening, TimeProvider time, IOptions<AuthOptions> options,
        CancellationToken cancellationToken)
    {
        // A page of another site must not sign its visitor in as somebody of its choice.
        if (!SameOriginRule.Allows(context.Request))
        {
            return ErrorResults.Detail(StatusCodes.Status403Forbidden, SameOriginRule.Detail);
        }

        var form = await SignInForm.ReadAsync(context.Request, cancellationToken);
        if (form.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!options.Value.AllowsLocalSignIn)
        {
            return RefuseLocal(context, form);
        }

        var outcome = await local.SignInAsync(form.UserName, form.Password, ClientAddress.Of(context), cancellationToken);
        if (outcome.User is not { } user)
        {
            return Refuse(context, form, outcome.RetryAfter);
        }

        if (user.MustChangePassword)
        {
            return form.WantsJson
                ? ErrorResults.Json(
                    new JsonObject
                    {
                        ["detail"] = SignInProblems.MustChange,
                        ["password_change_required"] = true,
                    }, StatusCodes.Status403Forbidden)
                : SeeOther.To(context, SeeOther.WithError(PasswordEndpoints.Page, SignInProblems.MustChange, form.Next));
        }

        var identity = CredentialIdentity.OfLocal(user, time.GetUtcNow());
        if (await opening.OpenAsync(context, identity, cancellationToken) is { } failure)
        {
            return failure;
        }

        return form.WantsJson
            ? ErrorResults.Json(new JsonObject { ["success"] = true, ["message"] = "Login successful" })
            : SeeOther.To(context, opening.LandingOf(identity, form.Next));
    }

    /// <summary>The answer to a form of a local account where these do not sign in.</summary>
    public static IResult RefuseLocal(HttpContext context, SignInForm form) => form.WantsJson
        ? ErrorResults.Detail(StatusCodes.Status403Forbidden, SignInProblems.LocalIsOff)
        : SeeOther.To(context, SeeOther.WithError("/login", SignInProblems.LocalIsOff, form.Next));

    private static IResult Refuse(HttpContext context, SignInForm form, TimeSpan retryAfter)
    {
        var isThrottled = retryAfter > TimeSpan.Zero;
        if (!form.WantsJson)
        {
            return SeeOther.To(
                context,
                SeeOther.WithError("/login", isThrottled ? TooManyAttempts.Text(retryAfter) : SignInProblems.WrongPassword, form.Next));
        }

        return isThrottled
            ? TooManyAttempts.Refuse(context, retryAfter)
            : ErrorResults.Detail(StatusCodes.Status401Unauthorized, SignInProblems.WrongPassword);
    }

    private static async Task<IResult> SignOutAsync(
        HttpContext context, SessionFactory opening, SessionCookie cookie, ProviderSignOut providers, PublicOrigin origin,
        CancellationToken cancellationToken)
    {
        if (!SameOriginRule.Allows(context.Request))
        {
            return ErrorResults.Detail(StatusCodes.Status403Forbidden, SameOriginRule.Detail);
        }

        var ended = await opening.EndAsync(context, cancellationToken);
        cookie.Clear(context);
        var elsewhere = ended is null
            ? null
            : await providers.AddressAsync(ended, origin.Of(context.Request) + "/login", cancellationToken);
        if (ended?.NotStored is { } reason && elsewhere is null)
        {
            return SeeOther.To(context, SeeOther.WithError("/login", "You are signed out. " + reason, "/"));
        }

        SignedOutNotice.Leave(context, elsewhere is null ? ended?.Provider : null);
        return elsewhere is not null && HttpMethods.IsPost(context.Request.Method) && StandalonePage.IsWantedBy(context.Request)
            ? SigningOutPage.Of(elsewhere).Answer(context)
            : SeeOther.To(context, elsewhere ?? "/login");
    }

    private static IResult ShowConfig(HttpContext context, PublicOrigin origin, IOptions<AuthOptions> options)
    {
        context.Response.Headers.CacheControl = "no-store";
        return ErrorResults.Json(
            new JsonObject { ["auth_server_url"] = options.Value.AuthServerExternalUrl ?? origin.Of(context.Request) });
    }

    private static IResult ShowMe(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return ErrorResults.Json(CallerAnswer.Describe(context.GetCaller()));
    }
}
