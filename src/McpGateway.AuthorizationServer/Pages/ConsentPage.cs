using McpGateway.Foundation.Pages;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Sessions;
using McpGateway.Identity.Tokens;

namespace McpGateway.AuthorizationServer.Pages;

/// <summary>Asks a user whether to let a client in. Everything on it that the client chose is text and looks like it.</summary>
internal static class ConsentPage
{
    public static StandalonePage Of(ConsentView view) => new("Let this client in?", $"""
        <p>It would act for you, <strong id="user">{StandalonePage.EncodeForeign(view.User.UserName)}</strong>. <a href="/login?next={Uri.EscapeDataString(view.Here)}">Not you?</a></p>
        <div class="who">
        {PageParts.Tile(view.ClientName, isLarge: true)}
        <div><strong id="client">{StandalonePage.EncodeForeign(view.ClientName)}</strong>
        {Identity(view)}</div>
        </div>
        <dl>
        <dt>It may use</dt><dd id="resources"><ul>{string.Concat(view.Resources.Select(resource => $"<li>{Resource(view, resource)}</li>"))}</ul></dd>
        <dt>With</dt><dd id="scopes">{Rights(view)}</dd>
        <dt>Until</dt><dd>you take it back<small>or it is not used for a long time</small></dd>
        {Destination(view)}
        </dl>
        {Warning(view)}
        <form method="post" action="{view.Action}">
        {PageParts.Hidden("ticket", view.Ticket)}
        <div class="pair">
        <button name="decision" value="allow" class="button primary">Allow</button>
        <button name="decision" value="deny" class="button">Deny</button>
        </div>
        </form>
        """) { IsWide = true, FormTargets = view.RedirectUri is { } uri ? TargetsOf(uri) : "" };

    /// <summary>
    /// Where the answer leads, as sources of a content security policy. Callbacks on the web, and those of programs that finish on their maker's
    /// site, redirect further; the browser would stop there without a word.
    /// </summary>
    internal static string TargetsOf(string redirectUri)
    {
        var uri = new Uri(redirectUri);

        // The grammar of CSP has no IPv6 addresses.
        var place = uri.Scheme is not ("http" or "https") || uri.HostNameType == UriHostNameType.IPv6 ? uri.Scheme + ":" : uri.GetLeftPart(UriPartial.Authority);
        return uri.Scheme is "http" or "https" ? $"{place} https:" : place;
    }

    private static string Identity(ConsentView view) => view.Source switch
    {
        ClientSource.Configured or ClientSource.Service => PageParts.GoodBadge("Set up by this gateway's administrator"),
        ClientSource.MetadataDocument when view.RedirectUri is { } uri && RedirectUri.IdentifiesClient(uri) =>
            PageParts.GoodBadge($"Verified: published by {HostOf(view.ClientId)}"),
        ClientSource.MetadataDocument => PageParts.WarnBadge($"Claims to be published by {HostOf(view.ClientId)}"),
        ClientSource.Registered => PageParts.WarnBadge("Name not verified"),
    };

    private static string HostOf(string clientId) => StandalonePage.Encode(new Uri(clientId).Authority);

    private static string Destination(ConsentView view) => view.RedirectUri is { } uri
        ? $"<dt>You are sent to</dt><dd id=\"destination\">{StandalonePage.Encode(RedirectUri.Place(uri))}</dd>"
        : "<dt>On</dt><dd id=\"destination\">another device, which shows the code you entered</dd>";

    private static string Resource(ConsentView view, string resource) => resource != view.Issuer
        ? StandalonePage.Encode(resource)
        : "every MCP server of this gateway that you may use, and its API"
            + (view.User.Permissions.IsAdmin ? "<small>You are an administrator: that includes managing the gateway.</small>" : "");

    private static string Rights(ConsentView view) => OAuthScopes.Narrowing([.. view.Rights.Select(right => right.Scope)]) is null
        ? "all rights that you have at that time"
            + (NoAccess.Concerns(view.User) ? "<small>You have none now: your account is in no group that gives access. Ask an administrator.</small>" : "")
        : $"only these of your rights:<ul>{string.Concat(view.Rights.Select(Right))}</ul>";

    private static string Right(ConsentRight right) =>
        $"<li>{StandalonePage.EncodeForeign(right.Scope)}{(right.Description.Length == 0 ? "" : $"<small>{StandalonePage.EncodeForeign(right.Description, 200)}</small>")}</li>";

    private static string Warning(ConsentView view) => view.RedirectUri switch
    {
        null => PageParts.Warning("Go on only if you started this yourself on that device. Nobody needs to send you a code."),
        { } uri when !RedirectUri.IdentifiesClient(uri) =>
            PageParts.Warning("The client runs on your computer, and its name is what it says of itself. Go on only if you have just started it."),
        { } uri when view.Source == ClientSource.Registered => PageParts.Warning(
            $"Anybody can register a client under any name. Go on only if you started this yourself and trust <strong>{StandalonePage.Encode(RedirectUri.Place(uri))}</strong>, which gets the access."),
        _ => "",
    };
}
