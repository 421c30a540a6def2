using McpGateway.Foundation;
using McpGateway.Foundation.Pages;
using McpGateway.Identity.Http;
using McpGateway.Identity.Providers;
using McpGateway.Identity.Sessions;

namespace McpGateway.Identity.SignIn;

/// <summary>Tells somebody who is signed in, and may do nothing, why that is and who can change it.</summary>
public static class NoAccessPage
{
    private const int MaxGroups = 30;

    public static void MapNoAccess(this IEndpointRouteBuilder routes) => routes.MapGet(NoAccess.Path, ShowAsync).AllowAnonymous();

    private static async Task<IResult> ShowAsync(
        HttpContext context, BrowserSessions sessions, ProviderCatalog providers, string? next, CancellationToken cancellationToken)
    {
        var path = ReturnPath.Safe(next);
        var session = sessions.IdOf(context.Request) is { } id ? await sessions.FindAsync(id, cancellationToken) : null;
        return session is null ? SeeOther.To(context, "/login")
            : NoAccess.Concerns(session.Caller) ? PageOf(session.Caller, providers.Find(session.Caller.Provider)?.DisplayName, path).Answer(context)
            : SeeOther.To(context, path);
    }

    private static StandalonePage PageOf(Caller caller, string? provider, string next) => new("No access yet", $"""
        <p>You are signed in as <strong>{StandalonePage.EncodeForeign(caller.UserName)}</strong>{(provider is null ? "" : $" with {StandalonePage.Encode(provider)}")}.</p>
        {PageParts.Warning("Your account is in no group that this gateway gives access to.")}
        <dl><dt>{(provider is null ? "Your groups" : $"{StandalonePage.Encode(provider)} says you are in")}</dt><dd id="groups">{Groups(caller.Groups)}</dd></dl>
        <p>Ask an administrator of this gateway to add you to a group, or to give one of your groups access, and name your account and groups as they are shown here.
        {(provider is null ? "" : "Groups that you are newly added to at the provider count when you sign in again.")}</p>
        <div class="pair">
        <a class="button primary" href="{StandalonePage.Encode(NoAccess.PathWith(next))}">Check again</a>
        <form method="post" action="/api/auth/logout"><button type="submit" class="button">Sign out</button></form>
        </div>
        """) { IsWide = true };

    private static string Groups(IReadOnlyList<string> groups) => groups.Count == 0
        ? "no group"
        : string.Join(", ", groups.Take(MaxGroups).Select(group => StandalonePage.EncodeForeign(group))) + (groups.Count > MaxGroups ? ", …" : "");
}
