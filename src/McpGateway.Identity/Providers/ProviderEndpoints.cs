using System.Text.Json.Nodes;
using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.Pages;
using McpGateway.Identity.Http;
using McpGateway.Identity.Sessions;
using McpGateway.Identity.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;

namespace McpGateway.Identity.Providers;

/// <summary><c>/oauth2/*</c> and the parts of <c>/api/auth/*</c> that lead there (gateway contract §2.5, §2.6).</summary>
internal sealed partial class ProviderEndpoints(
    ProviderCatalog catalog, ProviderSignIn signIn, ProviderSignOut signOut, SignInAttempts attempts, SessionFactory sessions,
    SessionCookie cookie, IdentityMeter meter, PublicOrigin origin, IAuditEvents audit, ILogger<ProviderEndpoints> logger)
{
    private const int MaxParameter = 4096;

    // It travels in a cookie, and browsers drop those above 4096 bytes: the whole sign-in would fail in place of the way back.
    private const int MaxReturnTo = 2000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/oauth2/providers", (ProviderEndpoints handler) => handler.List()).AllowAnonymous();
        routes.MapGet("/api/auth/providers", (ProviderEndpoints handler) => handler.List()).AllowAnonymous();
        routes.MapGet("/oauth2/login/{provider}", (
            HttpContext context, string provider, ProviderEndpoints handler, CancellationToken cancellationToken) =>
            handler.BeginAsync(context, provider, cancellationToken)).AllowAnonymous();
        routes.MapGet("/oauth2/callback/{provider}", (
            HttpContext context, string provider, ProviderEndpoints handler, CancellationToken cancellationToken) =>
            handler.CompleteAsync(context, provider, cancellationToken)).AllowAnonymous();
        routes.MapGet("/oauth2/logout/{provider}", (
            HttpContext context, string provider, ProviderEndpoints handler, CancellationToken cancellationToken) =>
            handler.EndAsync(context, provider, cancellationToken)).AllowAnonymous();
        routes.MapGet("/api/auth/auth/{provider}", (HttpContext context, string provider, ProviderEndpoints handler) =>
            handler.Redirect(context, provider)).AllowAnonymous();
    }

    private IResult List() => ErrorResults.Json(new JsonObject
    {
        ["providers"] = new JsonArray(
            [.. catalog.All.Select(provider => new JsonObject { ["name"] = provider.Name, ["display_name"] = provider.DisplayName })]),
    });

    private StatusCodeHttpResult Redirect(HttpContext context, string provider) => Found(
        context, catalog.Find(provider) is null
            ? $"/login?error={ProviderErrors.Redirect}"
            : ProviderPaths.Login(provider, ReturnTo(context, "redirect_uri")));

    private async Task<IResult> BeginAsync(HttpContext context, string provider, CancellationToken cancellationToken)
    {
        if (catalog.Find(provider) is null)
        {
            return Refuse(context, $"Provider '{LogText.Clean(provider)}' not found", StatusCodes.Status404NotFound);
        }

        var callback = origin.Of(context.Request) + ProviderPaths.Callback(provider);
        var attempt = attempts.Begin(context, provider, callback, ReturnTo(context, "redirect_uri"));
        var address = await signIn.AddressAsync(provider, attempt, cancellationToken);
        if (!address.IsSuccess)
        {
            LogFailed(provider, address.Error.Detail);
            return Found(context, SeeOther.WithError("/login", ProviderErrors.Init, attempt.ReturnTo));
        }

        return Found(context, address.Value);
    }

    private async Task<IResult> CompleteAsync(HttpContext context, string provider, CancellationToken cancellationToken)
    {
        var query = context.Request.Query;
        if (Parameter(query["state"]) is not { } state)
        {
            return Refuse(context, "Missing state parameter");
        }

        if (await attempts.TakeAsync(context, provider, state, cancellationToken) is not { } attempt)
        {
            return Refuse(context, "This sign-in was not begun in this browser, has ended, or was used already. Begin again at /login.");
        }

        if (query.ContainsKey("error"))
        {
            var code = LogText.Clean(query["error"]);
            LogFailed(provider, code);
            Tell(provider, code);
            return Found(context, SeeOther.WithError("/login", ProviderErrors.Provider, attempt.ReturnTo));
        }

        if (Parameter(query["code"]) is not { } authorization || query["iss"].Count > 1)
        {
            return Refuse(context, "Missing authorization code");
        }

        using var span = IdentityMeter.Begin("sign_in");
        var completed = await signIn.CompleteAsync(
            attempt, authorization, query["iss"].Count == 1 ? query["iss"][0] : null, cancellationToken);
        var result = completed.IsSuccess ? "success" : "refused";
        span?.SetTag("mcp_gateway.provider", provider).SetTag("mcp_gateway.outcome", result);
        meter.SignedIn(provider, result);
        if (!completed.IsSuccess)
        {
            LogFailed(provider, completed.Error.Detail);
            Tell(provider, completed.Error.Detail);
            return Found(context, SeeOther.WithError("/login", ProviderErrors.Callback, attempt.ReturnTo));
        }

        if (await sessions.OpenAsync(context, completed.Value.Identity, cancellationToken, completed.Value.IdToken) is { } failure)
        {
            return failure;
        }

        LogSignedIn(completed.Value.Identity.Subject, completed.Value.Identity.Groups.Count);
        return Found(context, sessions.LandingOf(completed.Value.Identity, attempt.ReturnTo));
    }

    private void Tell(string provider, string reason) => audit.Record(new()
    {
        Stream = AuditStreams.SignIn,
        Operation = "login",
        ResourceType = "session",
        Outcome = AuditOutcomes.Failure,
        Decision = AuditDecisions.Deny,
        Reason = LogText.Clean(reason),
        Description = $"identity provider {LogText.Clean(provider)}",
    });

    private async Task<IResult> EndAsync(HttpContext context, string provider, CancellationToken cancellationToken)
    {
        if (catalog.Find(provider) is null)
        {
            return ErrorResults.Detail(StatusCodes.Status404NotFound, $"Provider '{LogText.Clean(provider)}' not found");
        }

        if (!SameOriginRule.Allows(context.Request))
        {
            return ErrorResults.Detail(StatusCodes.Status403Forbidden, SameOriginRule.Detail);
        }

        var ended = await sessions.EndAsync(context, cancellationToken);
        cookie.Clear(context);
        var returnTo = LocalAddress.PathOf(origin.Of(context.Request), context.Request.Query["redirect_uri"]) ?? "/login";
        var session = ended?.Provider == provider ? ended : new(provider, null);
        return Found(context, await signOut.AddressAsync(session, origin.Of(context.Request) + returnTo, cancellationToken) ?? returnTo);
    }

    private string ReturnTo(HttpContext context, string name) =>
        LocalAddress.PathOf(origin.Of(context.Request), context.Request.Query[name]) is { Length: <= MaxReturnTo } path ? path : "/";

    /// <summary>For somebody at a browser a page with the way back, else JSON.</summary>
    private static IResult Refuse(HttpContext context, string detail, int status = StatusCodes.Status400BadRequest) =>
        StandalonePage.IsWantedBy(context.Request)
            ? ProviderProblemPage.Of(detail, status).Answer(context)
            : ErrorResults.Detail(status, detail);

    private static string? Parameter(Microsoft.Extensions.Primitives.StringValues values) =>
        values is [{ Length: > 0 and <= MaxParameter } value] ? value : null;

    private static StatusCodeHttpResult Found(HttpContext context, string location)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers.Location = context.Request.Located(location);
        return TypedResults.StatusCode(StatusCodes.Status302Found);
    }

    [LoggerMessage(EventId = 4074, Level = LogLevel.Warning, Message = "Sign-in with {Provider} failed: {Reason}")]
    private partial void LogFailed(string provider, string reason);

    [LoggerMessage(EventId = 4075, Level = LogLevel.Information, Message = "{Subject} signed in, with {Groups} groups.")]
    private partial void LogSignedIn(string subject, int groups);
}
