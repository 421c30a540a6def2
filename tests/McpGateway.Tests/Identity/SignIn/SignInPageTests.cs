using McpGateway.Identity.Http;
using McpGateway.Identity.Providers;
using McpGateway.Identity.SignIn;
using McpGateway.Tests.Foundation.Pages;

namespace McpGateway.Tests.Identity.SignIn;

public sealed class SignInPageTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("Invalid username or password", "Check both and try again")]
    [InlineData("Choose a new password to go on", "is a temporary one")]
    [InlineData("oauth2_init_failed", "sign in with a local account")]
    [InlineData("oauth2_error", "did not sign you in")]
    [InlineData("oauth2_callback_failed", "Try again")]
    [InlineData("oauth2_redirect_failed", "not configured here")]
    [InlineData("The new password must differ from the old one.", "must differ")]
    public void Describe_WhatThisHostSays_IsExplained(string? error, string? expected)
    {
        var shown = SignInProblems.Describe(error, hasForm: true);

        Assert.Equal(expected is null, shown is null);
        Assert.Contains(expected ?? "", shown ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_Waiting_SaysHowLong()
    {
        var text = TooManyAttempts.Text(TimeSpan.FromSeconds(31.2));

        Assert.Equal("Too many failed sign-in attempts. Try again in 32 seconds.", SignInProblems.Describe(text, hasForm: true));
    }

    [Theory]
    [InlineData("Your account is locked. Call +1 555 0100.")]
    [InlineData("Too many failed sign-in attempts. Try again in 9 seconds. Or call us.")]
    [InlineData("Too many failed sign-in attempts. Try again in 9 seconds.\n")]
    public void Describe_TextOfAStranger_IsNotRepeated(string error) =>
        Assert.Equal("Sign-in did not work. Try again.", SignInProblems.Describe(error, hasForm: true));

    [Fact]
    public void Describe_WithoutLocalAccounts_DoesNotOfferThem() =>
        Assert.DoesNotContain("local account", SignInProblems.Describe(ProviderErrors.Init, hasForm: false), StringComparison.Ordinal);

    [Theory]
    [InlineData(true, 0, true, false)]
    [InlineData(true, 2, true, true)]
    [InlineData(false, 2, false, false)]
    public async Task Page_WaysIn_AreThoseConfigured(bool hasForm, int providers, bool showsForm, bool showsOr)
    {
        var page = SignInPage.Of(null, null, "/ui/", [.. Enumerable.Range(0, providers).Select(Provider)], hasForm);
        var body = await page.BodyAsync();

        Assert.Equal(showsForm, body.Contains("name=\"password\"", StringComparison.Ordinal));
        Assert.Equal(showsOr, body.Contains(">or<", StringComparison.Ordinal));
        Assert.Equal(providers, body.Split("class=\"button provider\"").Length - 1);
        Assert.Equal(providers, body.Split("redirect_uri=%2Fui%2F\"").Length - 1);
    }

    [Fact]
    public async Task Page_ProviderNames_AreText()
    {
        var page = SignInPage.Of(null, null, "/", [Provider(1) with { DisplayName = "<b>\u202EKeycloak" }], hasForm: true);
        var body = await page.BodyAsync();

        Assert.Contains("Continue with &lt;b&gt;&#x27E8;U&#x2B;202E&#x27E9;Keycloak", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", "")]
    [InlineData("/ui/servers", "")]
    [InlineData("/oauth2/authorizex", "")]
    [InlineData("/oauth2/authorize?client_id=x", "https: http:")]
    [InlineData("/api/egress/connect/team/jira", "https: http:")]
    public void Page_WhereTheFormLeads_IsAllowed(string next, string targets)
    {
        Assert.Equal(targets, SignInPage.Of(null, null, next, [], hasForm: true).FormTargets);
        Assert.Equal(targets, SignInPage.OfPasswordChange(null, next).FormTargets);
    }

    private static ProviderDefinition Provider(int number) => new()
    {
        Name = $"p{number}",
        DisplayName = $"Provider {number}",
        Kind = ProviderKind.OpenIdConnect,
        ClientId = "gateway",
        Scopes = [],
        UserNameClaims = [],
        GroupsClaims = [],
    };
}
