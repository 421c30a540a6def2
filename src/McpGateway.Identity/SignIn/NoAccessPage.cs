using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.Pages;
using McpGateway.Identity.Http;
using McpGateway.Identity.Providers;
using McpGateway.Identity.Sessions;

namespace McpGateway.Identity.SignIn;

/// <summary>Tells somebody who is signed in, and may do nothing, why that is and who can change it.</summary>
public static class NoAccessPage
{
    public static void MapNoAccess(this IEndpointRouteBuilder routes) => routes.MapGet(NoAccess.Path, ShowAsync).AllowAnonymous();

    private static async Task<IResult> ShowAsync(
        HttpContext context, BrowserSessions sessions, ProviderCatalog providers, string? next, CancellationToken cancellationToken)
    {
        var path = ReturnPath.Safe(next);
        var session = sessions.IdOf(context.Request) is { } id ? await sessions.FindAsync(id, cancellationToken) : null;
        return session is null ? SeeOther.To(context, "/login")
            : NoAccess.Concerns(session.Caller) ? PageOf(session.Caller, providers.Find(session.Caller.Provider)?.DisplayName, path)
                .Answer(context)
            : SeeOther.To(context, path);
    }

    internal static StandalonePage PageOf(Caller caller, string? provider, string next) => StandalonePage.Of<NoAccessBody>(
        "No access yet",
        (nameof(NoAccessBody.UserName), caller.UserName),
        (nameof(NoAccessBody.Groups), caller.Groups),
        (nameof(NoAccessBody.Provider), provider),
        (nameof(NoAccessBody.Again), NoAccess.PathWith(next))) with
    { IsWide = true };
}
