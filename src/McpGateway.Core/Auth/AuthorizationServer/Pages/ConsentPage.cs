using McpGateway.Core.Auth.AuthorizationServer.Clients;

namespace McpGateway.Core.Auth.AuthorizationServer.Pages;

/// <summary>Asks a user whether to let a client in. Everything on it that the client chose is text and looks like it.</summary>
internal static class ConsentPage
{
    public static IResult Show(HttpContext context, ConsentView view) => OAuthPage.Answer(
        context,
        StatusCodes.Status200OK,
        "Let this client in?",
        $"""
        <p>Signed in as <strong>{OAuthPage.Encode(view.UserName)}</strong>. The client below wants to use MCP servers in your name.</p>
        <dl>
        <dt>Client</dt><dd id="client">{OAuthPage.Encode(Shorten(view.ClientName))}</dd>
        {Identity(view)}
        {Destination(view)}
        <dt>It may use</dt><dd id="resources">{Resources(view)}</dd>
        <dt>With</dt><dd id="scopes">{Scopes(view)}</dd>
        </dl>
        {Warning(view)}
        <form method="post" action="{view.Action}">
        <input type="hidden" name="ticket" value="{OAuthPage.Encode(view.Ticket)}">
        <button name="decision" value="allow">Allow</button>
        <button name="decision" value="deny" class="plain">Deny</button>
        </form>
        """,
        view.RedirectUri is { } uri ? OAuthPage.SourceOf(uri) : null);

    private static string Identity(ConsentView view) => MetadataDocumentClients.IsDocumentUrl(view.ClientId)
        ? $"<dt>Identified by</dt><dd id=\"identity\">{OAuthPage.Encode(new Uri(view.ClientId).Authority)}</dd>"
        : "";

    private static string Destination(ConsentView view) => view.RedirectUri is { } uri
        ? $"<dt>You are sent back to</dt><dd id=\"destination\">{OAuthPage.Encode(RedirectUri.Place(uri))}</dd>"
        : "<dt>On</dt><dd id=\"destination\">another device, which shows the code you entered</dd>";

    private static string Resources(ConsentView view) => string.Join(
        "<br>", view.Resources.Select(resource => resource == view.Issuer
            ? "every MCP server of this gateway that you may use, and its API"
            : OAuthPage.Encode(resource)));

    private static string Scopes(ConsentView view) => OAuthScopes.Narrowing(view.Scopes) is { } narrowed
        ? "only these of your rights: " + OAuthPage.Encode(string.Join(", ", narrowed))
        : "all rights that you have at that time";

    private static string Warning(ConsentView view) => view.RedirectUri switch
    {
        null => "<p>Go on only if you started this yourself on that device. Nobody needs to send you a code.</p>",
        { } uri when RedirectUri.IdentifiesClient(uri) => "",
        _ => "<p>The client runs on your computer, and its name is what it says of itself. Go on only if you have just started it.</p>",
    };

    private static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "…";
}

/// <summary>What a consent page shows.</summary>
internal sealed record ConsentView
{
    public required string UserName { get; init; }

    public required string ClientId { get; init; }

    public required string ClientName { get; init; }

    /// <summary>Null for a device.</summary>
    public string? RedirectUri { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public required IReadOnlyList<string> Resources { get; init; }

    public required string Issuer { get; init; }

    public required string Ticket { get; init; }

    /// <summary>Where the form goes.</summary>
    public required string Action { get; init; }

    /// <summary>The client only: the ticket is a credential.</summary>
    public override string ToString() => ClientId;
}
