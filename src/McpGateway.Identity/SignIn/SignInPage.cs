using McpGateway.Foundation.Pages;
using McpGateway.Identity.Accounts;
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
    public static StandalonePage Of(string? error, string? notice, string next, IReadOnlyList<ProviderDefinition> providers, bool hasForm)
    {
        var problem = SignInProblems.Describe(error, hasForm);
        var separator = providers.Count > 0 && hasForm ? "<div class=\"or\">or</div>" : "";
        return new("Sign in", $"""
            <p>{(next.StartsWith("/oauth2/authorize?", StringComparison.Ordinal) ? "A client asks to be let in. Sign in to decide." : "To use and manage your MCP servers.")}</p>
            {(notice is null || problem is not null ? "" : PageParts.Done(notice))}
            {PageParts.Problem(problem)}
            {Buttons(providers, next)}
            {separator}
            {(hasForm ? Form(next, isFirst: providers.Count == 0) : "")}
            """) { FormTargets = TargetsOf(next) };
    }

    public static StandalonePage OfPasswordChange(string? error, string next) => new("Change password", $"""
        <p>Of your account on this gateway. Wherever you are signed in with the old one, you are signed out.</p>
        {PageParts.Problem(SignInProblems.Describe(error, hasForm: true))}
        <form method="post" action="/api/auth/password">
        {PageParts.Hidden("next", next)}
        {UserName(isFirst: true)}
        <div class="field"><label for="password">Current password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required></div>
        <div class="field"><label for="new_password">New password</label>
        <input id="new_password" name="new_password" type="password" autocomplete="new-password" minlength="{AccountValidator.MinPassword}" aria-describedby="rule" required>
        <span class="hint" id="rule">At least {AccountValidator.MinPassword} characters. Long ones are better than complicated ones.</span></div>
        <button type="submit" class="button primary">Change password</button>
        </form>
        <p class="hint"><a href="{StandalonePage.Encode(With("/login", next))}">Back to sign-in</a></p>
        """) { FormTargets = TargetsOf(next) };

    private static string Form(string next, bool isFirst) => $"""
        <form method="post" action="/api/auth/login">
        {PageParts.Hidden("next", next)}
        {UserName(isFirst)}
        <div class="field"><label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required></div>
        <button type="submit" class="button primary">Sign in</button>
        </form>
        <p class="hint">Got a temporary password? <a href="{StandalonePage.Encode(With(PasswordEndpoints.Page, next))}">Change it</a></p>
        """;

    private static string UserName(bool isFirst) => $"""
        <div class="field"><label for="username">User name</label>
        <input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required{(isFirst ? " autofocus" : "")}></div>
        """;

    private static string Buttons(IReadOnlyList<ProviderDefinition> providers, string next) => providers.Count == 0
        ? ""
        : $"<ul class=\"buttons\">{string.Concat(providers.Select(provider => Button(provider, next)))}</ul>";

    private static string Button(ProviderDefinition provider, string next) =>
        $"<li><a class=\"button provider\" href=\"{StandalonePage.Encode(ProviderPaths.Login(provider.Name, next))}\">"
        + $"{PageParts.Tile(provider.DisplayName)}<span>Continue with {StandalonePage.Encode(VisibleText.ShowStart(provider.DisplayName, 100))}</span></a></li>";

    private static string With(string page, string next) => next == "/" ? page : $"{page}?next={Uri.EscapeDataString(next)}";

    private static string TargetsOf(string next) => LeadingElsewhere.Any(start => next.StartsWith(start, StringComparison.Ordinal)) ? "https: http:" : "";
}
