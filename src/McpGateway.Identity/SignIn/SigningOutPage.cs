using McpGateway.Foundation.Pages;

namespace McpGateway.Identity.SignIn;

/// <summary>
/// On the way to the provider's sign-out. A page and not a redirect, because browsers hold the redirects after a form to the policy of the
/// page that the form was on, and the pages of the UI post to this host only.
/// </summary>
internal static class SigningOutPage
{
    public static StandalonePage Of(string address) =>
        StandalonePage.Of<SigningOutBody>("Signing out", (nameof(SigningOutBody.Address), address)) with
        {
            GoesTo = address,
            ReferrerPolicy = "no-referrer",
        };
}
