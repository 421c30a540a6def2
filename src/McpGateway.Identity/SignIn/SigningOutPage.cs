using McpGateway.Foundation.Pages;

namespace McpGateway.Identity.SignIn;

/// <summary>
/// On the way to the provider's sign-out. A page and not a redirect, because browsers hold the redirects after a form to the policy of the page
/// that the form was on, and the pages of the UI post to this host only.
/// </summary>
internal static class SigningOutPage
{
    public static StandalonePage Of(string address) => new("Signing out", $"""
        <p>You are signed out here. The identity provider is next.</p>
        <a class="button primary" href="{StandalonePage.Encode(address)}">Go on</a>
        """) { GoesTo = address, ReferrerPolicy = "no-referrer" };
}
