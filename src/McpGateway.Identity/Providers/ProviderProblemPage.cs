using McpGateway.Foundation.Pages;

namespace McpGateway.Identity.Providers;

/// <summary>What a person sees whose browser came back from a provider with something that is no answer to a sign-in begun here.</summary>
internal static class ProviderProblemPage
{
    public static StandalonePage Of(string detail, int status) =>
        StandalonePage.Of<ProviderProblemBody>(
            "Sign-in did not work", (nameof(ProviderProblemBody.Detail), detail)) with
        { Status = status };
}
