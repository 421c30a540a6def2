using System.Text.Json.Nodes;
using McpGateway.Core.Auth.Credentials;
using McpGateway.Core.Auth.Http;
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

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/login", ShowPage).AllowAnonymous();
        routes.MapGet("/api/auth/login", ShowPage).AllowAnonymous();
        routes.MapPost("/api/auth/login", SignInAsync).AllowAnonymous();
        routes.MapGet("/api/auth/logout", SignOutAsync).AllowAnonymous();
        routes.MapPost("/api/auth/logout", SignOutAsync).AllowAnonymous();
        routes.MapGet("/api/auth/config", ShowConfig).AllowAnonymous();
        routes.MapGet("/api/auth/providers", ShowProviders).AllowAnonymous();
        routes.MapGet("/api/auth/me", ShowMe);
    }

    private static ContentHttpResult ShowPage(HttpContext context, string? error, string? next)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentSecurityPolicy = SignInPage.ContentSecurityPolicyFor(ReturnPath.Safe(next));
        context.Response.Headers.XFrameOptions = "DENY";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "same-origin";
        return TypedResults.Text(SignInPage.Render(error, ReturnPath.Safe(next)), "text/html; charset=utf-8");
    }

    private static async Task<IResult> SignInAsync(
        HttpContext context, LocalSignIn local, SessionStore sessions, SessionCookie cookie, TimeProvider time, CancellationToken cancellationToken)
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

        var address = ClientAddress.Of(context);
        var outcome = await local.SignInAsync(form.UserName, form.Password, address, cancellationToken);
        if (outcome.RetryAfter > TimeSpan.Zero)
        {
            return form.WantsJson
                ? TooManyAttempts.Refuse(context, outcome.RetryAfter)
                : SeeOther(context, LoginUrl(TooManyAttempts.Text(outcome.RetryAfter), form.Next));
        }

        if (outcome.User is not { } user)
        {
            return form.WantsJson
                ? ErrorResults.Detail(StatusCodes.Status401Unauthorized, WrongPassword)
                : SeeOther(context, LoginUrl(WrongPassword, form.Next));
        }

        // The session that came with the request is ended, and a new id made: one that was planted before sign-in opens nothing.
        await EndSessionAsync(context, sessions, cookie, cancellationToken);
        var created = await sessions.CreateAsync(ToIdentity(user, time.GetUtcNow()), cancellationToken);
        if (!created.IsSuccess)
        {
            return created.Error.ToResult();
        }

        cookie.Write(context, created.Value);
        context.Response.Headers.CacheControl = "no-store";
        return form.WantsJson
            ? ErrorResults.Json(new JsonObject { ["success"] = true, ["message"] = "Login successful" })
            : SeeOther(context, form.Next);
    }

    private static async Task<IResult> SignOutAsync(
        HttpContext context, SessionStore sessions, SessionCookie cookie, CancellationToken cancellationToken)
    {
        if (!SameOriginRule.Allows(context.Request))
        {
            return ErrorResults.Detail(StatusCodes.Status403Forbidden, SameOriginRule.Detail);
        }

        await EndSessionAsync(context, sessions, cookie, cancellationToken);
        cookie.Clear(context);
        return SeeOther(context, "/login");
    }

    private static IResult ShowConfig(HttpContext context, IOptions<AuthOptions> options) => ErrorResults.Json(new JsonObject
    {
        ["auth_server_url"] = options.Value.AuthServerExternalUrl ?? $"{context.Request.Scheme}://{context.Request.Host.ToUriComponent()}",
    });

    private static IResult ShowProviders() => ErrorResults.Json(new JsonObject { ["providers"] = new JsonArray() });

    private static IResult ShowMe(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return ErrorResults.Json(CallerAnswer.Describe(context.GetCaller()));
    }

    private static async Task EndSessionAsync(
        HttpContext context, SessionStore sessions, SessionCookie cookie, CancellationToken cancellationToken)
    {
        if (cookie.Read(context.Request) is { } former)
        {
            await sessions.RevokeAsync(former, cancellationToken);
        }
    }

    private static CredentialIdentity ToIdentity(UserRecord user, DateTimeOffset now) => new()
    {
        Subject = CredentialIdentity.LocalSubject(user.UserName),
        UserName = user.UserName,
        Groups = user.Groups,
        AuthMethod = "traditional",
        Provider = CredentialIdentity.LocalProvider,
        Email = user.Email,
        DisplayName = user.DisplayName,
        IssuedAt = now,
        ExpiresAt = now,
    };

    private static string LoginUrl(string error, string next) =>
        $"/login?error={Uri.EscapeDataString(error).Replace("%20", "+", StringComparison.Ordinal)}"
        + (next == "/" ? "" : $"&next={Uri.EscapeDataString(next)}");

    private static StatusCodeHttpResult SeeOther(HttpContext context, string location)
    {
        context.Response.Headers.Location = location;
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }
}
