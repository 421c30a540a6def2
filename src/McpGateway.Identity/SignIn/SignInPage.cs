using McpGateway.Foundation.Pages;
using McpGateway.Identity.Providers;

namespace McpGateway.Identity.SignIn;

/// <summary>The sign-in page and the one where a password is replaced.</summary>
internal static class SignInPage
{
    /// <summary>Addresses here that lead on to another host, which that address itself decides on.</summary>
    private static readonly string[] LeadingElsewhere = ["/oauth2/authorize?", "/api/egress/connect/"];

    /// <param name="error">A code or text that this host put into the address.</param>
    /// <param name="notice">What has just happened.</param>
    /// <param name="hasForm">Whether local accounts may sign in.</param>
    public static StandalonePage Of(
        string? error, string? notice, string next, IReadOnlyList<ProviderDefinition> providers, bool hasForm) =>
        StandalonePage.Of<SignInBody>(
            "Sign in",
            (nameof(SignInBody.Problem), SignInProblems.Describe(error, hasForm)),
            (nameof(SignInBody.Notice), notice),
            (nameof(SignInBody.Next), next),
            (nameof(SignInBody.Providers), providers.Select(
                provider => new ProviderChoice(provider.DisplayName, ProviderPaths.Login(provider.Name, next))).ToArray()),
            (nameof(SignInBody.HasForm), hasForm)) with
        { FormTargets = TargetsOf(next) };

    public static StandalonePage OfPasswordChange(string? error, string next) =>
        StandalonePage.Of<PasswordBody>(
            "Change password",
            (nameof(PasswordBody.Problem), SignInProblems.Describe(error, hasForm: true)),
            (nameof(PasswordBody.Next), next)) with
        { FormTargets = TargetsOf(next) };

    /// <summary>A page of the sign-in, from which one gets to <paramref name="next"/> in the end.</summary>
    public static string With(string page, string next) => next == "/" ? page : $"{page}?next={Uri.EscapeDataString(next)}";

    private static string TargetsOf(string next) =>
        LeadingElsewhere.Any(start => next.StartsWith(start, StringComparison.Ordinal)) ? "https: http:" : "";
}
