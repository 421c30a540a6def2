using System.Text.Json.Nodes;
using McpGateway.Core.Auth.Credentials;
using McpGateway.Core.Auth.Http;
using McpGateway.Core.Auth.Providers;
using McpGateway.Core.Auth.Users;
using McpGateway.Core.Foundation;
using McpGateway.Core.Foundation.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Auth.Sessions;

/// <summary><c>/api/auth/*</c> and the sign-in page.</summary>
internal static class SignInEndpoints
{
    private const string WrongPassword = "Invalid username or password";
    private const string MustChange = "Choose a new password to go on";

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/login", ShowPage).AllowAnonymous();
        routes.MapGet("/api/auth/login", ShowPage).AllowAnonymous();
        routes.MapPost("/api/auth/login", SignInAsync).AllowAnonymous();
        routes.MapGet("/api/auth/logout", SignOutAsync).AllowAnonymous();
        routes.MapPost("/api/auth/logout", SignOutAsync).AllowAnonymous();
        routes.MapGet("/api/auth/config", ShowConfig).AllowAnonymous();
        routes.MapGet("/api/auth/me", ShowMe);
    }

    private static ContentHttpResult ShowPage(HttpContext context, ProviderCatalog providers, string? error, string? next)
    {
        SignInPage.Protect(context.Response, ReturnPath.Safe(next));
        return TypedResults.Text(SignInPage.Render(error, ReturnPath.Safe(next), providers.All), "text/html; charset=utf-8");
    }

    private static async Task<IResult> SignInAsync(
        HttpContext context, LocalSignIn local, SessionOpening opening, TimeProvider time, CancellationToken cancellationToken)
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

        var outcome = await local.SignInAsync(form.UserName, form.Password, ClientAddress.Of(context), cancellationToken);
        if (outcome.User is not { } user)
        {
            return Refuse(context, form, outcome.RetryAfter);
        }

        if (user.MustChangePassword)
        {
            return form.WantsJson
                ? ErrorResults.Json(
                    new JsonObject { ["detail"] = MustChange, ["password_change_required"] = true }, StatusCodes.Status403Forbidden)
                : SeeOther.To(context, SeeOther.WithError(PasswordEndpoints.Page, MustChange, form.Next));
        }

        if (await opening.OpenAsync(context, CredentialIdentity.OfLocal(user, time.GetUtcNow()), cancellationToken) is { } failure)
        {
            return failure;
        }

        return form.WantsJson
            ? ErrorResults.Json(new JsonObject { ["success"] = true, ["message"] = "Login successful" })
            : SeeOther.To(context, form.Next);
    }

    private static IResult Refuse(HttpContext context, SignInForm form, TimeSpan retryAfter)
    {
        var isThrottled = retryAfter > TimeSpan.Zero;
        if (!form.WantsJson)
        {
            return SeeOther.To(context, SeeOther.WithError("/login", isThrottled ? TooManyAttempts.Text(retryAfter) : WrongPassword, form.Next));
        }

        return isThrottled
            ? TooManyAttempts.Refuse(context, retryAfter)
            : ErrorResults.Detail(StatusCodes.Status401Unauthorized, WrongPassword);
    }

    private static async Task<IResult> SignOutAsync(
        HttpContext context, SessionOpening opening, SessionCookie cookie, ProviderSignOut providers, PublicOrigin origin, CancellationToken cancellationToken)
    {
        if (!SameOriginRule.Allows(context.Request))
        {
            return ErrorResults.Detail(StatusCodes.Status403Forbidden, SameOriginRule.Detail);
        }

        var ended = await opening.EndAsync(context, cancellationToken);
        cookie.Clear(context);
        var elsewhere = ended is null ? null : await providers.AddressAsync(ended, origin.Of(context.Request) + "/login", cancellationToken);
        return SeeOther.To(context, elsewhere ?? "/login");
    }

    private static IResult ShowConfig(HttpContext context, IOptions<AuthOptions> options) => ErrorResults.Json(new JsonObject
    {
        ["auth_server_url"] = options.Value.AuthServerExternalUrl ?? $"{context.Request.Scheme}://{context.Request.Host.ToUriComponent()}",
    });

    private static IResult ShowMe(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return ErrorResults.Json(CallerAnswer.Describe(context.GetCaller()));
    }
}
