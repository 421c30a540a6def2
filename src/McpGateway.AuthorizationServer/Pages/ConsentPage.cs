using McpGateway.Foundation.Pages;
using McpGateway.Identity.Clients;

namespace McpGateway.AuthorizationServer.Pages;

/// <summary>Asks a user whether to let a client in.</summary>
internal static class ConsentPage
{
    public static StandalonePage Of(ConsentView view) =>
        StandalonePage.Of<ConsentBody>("Let this client in?", (nameof(ConsentBody.View), view)) with
        {
            IsWide = true,
            FormTargets = view.RedirectUri is { } uri ? TargetsOf(uri) : "",
        };

    /// <summary>
    /// Where the answer leads, as sources of a content security policy. Callbacks on the web, and those of programs that finish on their
    /// maker's site, redirect further; the browser would stop there without a word.
    /// </summary>
    internal static string TargetsOf(string redirectUri)
    {
        var uri = new Uri(redirectUri);

        // The grammar of CSP has no IPv6 addresses.
        var place = uri.Scheme is not ("http" or "https") || uri.HostNameType == UriHostNameType.IPv6
            ? uri.Scheme + ":"
            : uri.GetLeftPart(UriPartial.Authority);
        return uri.Scheme is "http" or "https" ? $"{place} https:" : place;
    }

    /// <summary>What the name of the client is worth.</summary>
    internal static (PageTone Tone, string Text) IdentityOf(ConsentView view) => view.Source switch
    {
        ClientSource.Configured or ClientSource.Service => (PageTone.Good, "Set up by this gateway's administrator"),
        ClientSource.MetadataDocument when view.RedirectUri is { } uri && RedirectUri.IdentifiesClient(uri) =>
            (PageTone.Good, $"Verified: published by {new Uri(view.ClientId).Authority}"),
        ClientSource.MetadataDocument => (PageTone.Warn, $"Claims to be published by {new Uri(view.ClientId).Authority}"),
        ClientSource.Registered => (PageTone.Warn, "Name not verified"),
    };
}
