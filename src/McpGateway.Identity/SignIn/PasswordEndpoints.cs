using System.Text.Json.Nodes;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Accounts;
using McpGateway.Identity.Credentials;
using McpGateway.Identity.Http;
using McpGateway.Identity.Sessions;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.SignIn;

/// <summary>The page and the call by which the holder of a local account replaces its password.</summary>
internal static class PasswordEndpoints
{
    public const string Page = "/login/password";

    public static void MapPasswords(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Page, ShowPage).AllowAnonymous();
        routes.MapPost("/api/auth/password", ChangeAsync).AllowAnonymous();
    }

    private static IResult ShowPage(HttpContext context, IOptions<AuthOptions> options, string? error, string? next) =>
        options.Value.AllowsLocalSignIn
        ? SignInPage.OfPasswordChange(error, ReturnPath.Safe(next)).Answer(context)
        : SeeOther.To(context, SeeOther.WithError("/login", SignInProblems.LocalIsOff, ReturnPath.Safe(next)));

    private static async Task<IResult> ChangeAsync(
        HttpContext context, PasswordChange change, SessionFactory opening, TimeProvider time, IOptions<AuthOptions> options,
        CancellationToken cancellationToken)
    {
        if (!SameOriginRule.Allows(context.Request))
        {
            return ErrorResults.Detail(StatusCodes.Status403Forbidden, SameOriginRule.Detail);
        }

        var form = await SignInForm.ReadAsync(context.Request, cancellationToken, needsNewPassword: true);
        if (form.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!options.Value.AllowsLocalSignIn)
        {
            return SignInEndpoints.RefuseLocal(context, form);
        }

        var outcome = await change.ChangeAsync(
            form.UserName, form.Password, form.NewPassword!, ClientAddress.Of(context), cancellationToken);
        if (outcome.User is not { } user)
        {
            return Refuse(context, form, outcome);
        }

        var identity = CredentialIdentity.OfLocal(user, time.GetUtcNow());
        if (await opening.OpenAsync(context, identity, cancellationToken) is { } failure)
        {
            return failure;
        }

        return form.WantsJson
            ? ErrorResults.Json(new JsonObject { ["success"] = true, ["message"] = "Password changed" })
            : SeeOther.To(context, opening.LandingOf(identity, form.Next));
    }

    private static IResult Refuse(HttpContext context, SignInForm form, PasswordChangeOutcome outcome)
    {
        var isThrottled = outcome.RetryAfter > TimeSpan.Zero;
        if (!form.WantsJson)
        {
            return SeeOther.To(
                context, SeeOther.WithError(Page, isThrottled ? TooManyAttempts.Text(outcome.RetryAfter) : outcome.Problem!, form.Next));
        }

        return isThrottled
            ? TooManyAttempts.Refuse(context, outcome.RetryAfter)
            : ErrorResults.Detail(StatusCodes.Status400BadRequest, outcome.Problem!);
    }
}
