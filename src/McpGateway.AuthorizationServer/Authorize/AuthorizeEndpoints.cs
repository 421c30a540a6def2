using McpGateway.AuthorizationServer.Consents;
using McpGateway.AuthorizationServer.Pages;
using McpGateway.AuthorizationServer.Protocol;
using McpGateway.AuthorizationServer.Requests;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Http;

namespace McpGateway.AuthorizationServer.Authorize;

/// <summary><c>/oauth2/authorize</c>: GET asks, POST decides.</summary>
internal static class AuthorizeEndpoints
{
    public const string Path = AuthorizationSurface.AuthorizePath;

    // Servers and browsers cut off longer addresses.
    private const int MaxQueryLength = 6000;

    public static void MapAuthorize(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, AskAsync);
        routes.MapPost(Path, DecideAsync);
    }

    private static async Task<IResult> AskAsync(
        HttpContext context, AuthorizationRequestReader reader, BrowserUser browser, Authorization authorization,
        CancellationToken cancellationToken)
    {
        OAuthAnswers.NoStore(context);
        if (context.Request.QueryString.Value is { Length: > MaxQueryLength })
        {
            return MessagePage.Problem(context, "The authorization request is too long.");
        }

        var reading = await reader.ReadAsync(context, cancellationToken);
        if (reading.Request is not { } request)
        {
            return reading.Target is { } target
                ? OAuthAnswers.Redirect(context, target.WithError(reading.Refusal!))
                : MessagePage.Problem(context, reading.Refusal!.Detail);
        }

        if (await browser.FindAsync(context, cancellationToken) is { } user)
        {
            return await authorization.ContinueAsync(context, request, user, cancellationToken);
        }

        return request.IsSilent
            ? OAuthAnswers.Redirect(context, reading.Target!.WithError(OAuthErrors.Of("login_required", "Nobody is signed in.")))
            : BrowserUser.SignIn(context, Path + context.Request.QueryString.ToUriComponent());
    }

    private static async Task<IResult> DecideAsync(
        HttpContext context, BrowserUser browser, ConsentTickets tickets, Authorization authorization, CancellationToken cancellationToken)
    {
        OAuthAnswers.NoStore(context);
        if (!SameOriginRule.Allows(context.Request))
        {
            return MessagePage.Problem(context, SameOriginRule.Detail, StatusCodes.Status403Forbidden);
        }

        var form = await OAuthParameters.OfFormAsync(context.Request, cancellationToken);
        if (!form.IsSuccess)
        {
            return MessagePage.Problem(context, form.Error.Detail);
        }

        if (await browser.FindAsync(context, cancellationToken) is not { } user)
        {
            return MessagePage.Problem(context, "You are not signed in any more.", StatusCodes.Status403Forbidden);
        }

        var ticket = await tickets.TakeAsync(form.Value["ticket"], user.SessionId, cancellationToken);
        return ticket?.Request is { } request
            ? await authorization.DecideAsync(context, request, user, form.Value["decision"] == "allow", cancellationToken)
            : MessagePage.Problem(context, "This page has been used already, or is too old.", StatusCodes.Status403Forbidden);
    }
}
