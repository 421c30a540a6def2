using McpGateway.Foundation.Pages;

namespace McpGateway.Identity.Providers;

/// <summary>What a person sees whose browser came back from a provider with something that is no answer to a sign-in begun here.</summary>
internal static class ProviderProblemPage
{
    public static StandalonePage Of(string detail, int status) => new("Sign-in did not work", $"""
        {PageParts.Problem(detail)}
        <p>Old links and the browser's back button lead here. Nobody was signed in.</p>
        <a class="button primary" href="/login">Begin again</a>
        """) { Status = status };
}
