using System.Text.Json.Nodes;
using McpGateway.AuthorizationServer.Clients;
using McpGateway.AuthorizationServer.Consents;
using McpGateway.AuthorizationServer.Pages;
using McpGateway.AuthorizationServer.Protocol;
using McpGateway.AuthorizationServer.Requests;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Http;
using McpGateway.Identity.Tokens;

namespace McpGateway.AuthorizationServer.Device;

/// <summary>The device flow (RFC 8628): <c>/oauth2/device_authorization</c> for devices, <c>/device</c> for their users.</summary>
internal static class DeviceEndpoints
{
    public const string AuthorizationPath = "/oauth2/device_authorization";
    public const string PagePath = "/device";

    private const string DecisionPath = "/device/decision";

    public static void MapDevice(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(AuthorizationPath, StartAsync).RequireRateLimiting(StrangerLimit.DeviceCodes);
        routes.MapGet(PagePath, ShowAsync);
        routes.MapPost(PagePath, EnterAsync);
        routes.MapPost(DecisionPath, DecideAsync);
    }

    private static async Task<IResult> StartAsync(
        HttpContext context, ClientAuthentication authentication, DeviceCodes devices, PublicOrigin origins,
        CancellationToken cancellationToken)
    {
        var form = await OAuthParameters.OfFormAsync(context.Request, cancellationToken);
        if (!form.IsSuccess)
        {
            return form.Error.ToOAuthResult(context);
        }

        var client = await authentication.AuthenticateAsync(context, form.Value, cancellationToken);
        if (!client.IsSuccess || !client.Value.MayUse(GrantTypes.DeviceCode))
        {
            return (client.Error ?? OAuthErrors.UnauthorizedClient(
                "This client is not registered for the device code grant.")).ToOAuthResult(context);
        }

        var origin = origins.Of(context.Request);
        var resources = AuthorizationRequestReader.ReadResources(form.Value.Resources, origin);
        if (!resources.IsSuccess || OAuthScopes.Words(form.Value["scope"]) is not { } scopes)
        {
            return (resources.Error ?? OAuthErrors.InvalidScope("The scope must be names separated by spaces.")).ToOAuthResult(context);
        }

        var started = await devices.StartAsync(client.Value, scopes, resources.Value, origin, cancellationToken);
        return started.IsSuccess
            ? OAuthAnswers.Json(context, new JsonObject
            {
                ["device_code"] = started.Value.DeviceCode,
                ["user_code"] = started.Value.UserCode,
                ["verification_uri"] = origin + PagePath,
                ["verification_uri_complete"] = $"{origin}{PagePath}?user_code={started.Value.UserCode}",
                ["expires_in"] = (long)started.Value.Lifetime.TotalSeconds,
                ["interval"] = (long)DevicePolls.Interval.TotalSeconds,
            })
            : started.Error.ToOAuthResult(context);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, BrowserUser browser, CancellationToken cancellationToken)
    {
        var typed = UserCode.Normalize(context.Request.Query["user_code"]);
        return await browser.FindAsync(context, cancellationToken) is null
            ? BrowserUser.SignIn(context, typed is null ? PagePath : $"{PagePath}?user_code={typed}")
            : DevicePage.Show(context, typed is null ? null : $"{typed[..4]}-{typed[4..]}", problem: null);
    }

    private static async Task<IResult> EnterAsync(
        HttpContext context, BrowserUser browser, DeviceVerification verification, CancellationToken cancellationToken)
    {
        var (user, form, refusal) = await ReadAsync(context, browser, cancellationToken);
        return refusal ?? await verification.EnterAsync(context, user!, form!["user_code"], DecisionPath, cancellationToken);
    }

    private static async Task<IResult> DecideAsync(
        HttpContext context, BrowserUser browser, ConsentTickets tickets, DeviceVerification verification,
        CancellationToken cancellationToken)
    {
        var (user, form, refusal) = await ReadAsync(context, browser, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        var ticket = await tickets.TakeAsync(form!["ticket"], user!.SessionId, cancellationToken);
        return ticket?.Device is { } device
            ? await verification.DecideAsync(context, user, device, form["decision"] == "allow", cancellationToken)
            : MessagePage.Problem(context, "This page has been used already, or is too old.", StatusCodes.Status403Forbidden);
    }

    private static async Task<(SignedInUser? User, OAuthParameters? Form, IResult? Refusal)> ReadAsync(
        HttpContext context, BrowserUser browser, CancellationToken cancellationToken)
    {
        if (!SameOriginRule.Allows(context.Request))
        {
            return (null, null, MessagePage.Problem(context, SameOriginRule.Detail, StatusCodes.Status403Forbidden));
        }

        var form = await OAuthParameters.OfFormAsync(context.Request, cancellationToken);
        if (!form.IsSuccess)
        {
            return (null, null, MessagePage.Problem(context, form.Error.Detail));
        }

        return await browser.FindAsync(context, cancellationToken) is { } user
            ? (user, form.Value, null)
            : (null, null, MessagePage.Problem(context, "You are not signed in any more.", StatusCodes.Status403Forbidden));
    }
}
