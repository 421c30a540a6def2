using McpGateway.Identity;
using McpGateway.Identity.Providers;
using McpGateway.Identity.Startup;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Identity.Providers;

/// <summary>What a start says about the providers, and how one is read before it is judged.</summary>
public sealed class ProviderValidationTests
{
    [Theory]
    [InlineData("FreshForSeconds", 60, 86400)]
    [InlineData("UnknownKeySeconds", 1, 3600)]
    [InlineData("UsableForHours", 1, 720)]
    public void Validate_Limits_AreInclusiveAndNamed(string key, int least, int most)
    {
        Assert.True(With(key, least).Succeeded);
        Assert.True(With(key, most).Succeeded);
        Assert.All([least - 1, most + 1, int.MinValue, int.MaxValue], value => Assert.Equal(
            $"IdentityProviders:{key} must be between {least} and {most}.", Assert.Single(With(key, value).Failures!)));
    }

    [Fact]
    public void Validate_SeveralMistakes_AreToldTogether() => Assert.Equal(
        3,
        new ProviderOptionsValidator().Validate(null, new() { FreshForSeconds = 0, UnknownKeySeconds = 0, UsableForHours = 0 }).Failures!
            .Count());

    [Fact]
    public void Validate_TwoProvidersOfOneIssuer_AreRefused()
    {
        var failure = Assert.Single(Check(Provider("a", "https://i.example", "https://x.example"), Provider("b", "https://i.example")));

        Assert.Equal("The providers a and b have the same issuer https://i.example; remove one of them.", failure);
    }

    [Fact]
    public void Validate_TwoProvidersOfOneName_AreRefused() => Assert.Contains(
        "Two providers have the name 'a'",
        Assert.Single(Check(Provider("a", "https://i.example"), Provider("a"))),
        StringComparison.Ordinal);

    [Fact]
    public void Validate_OneProviderThatRepeatsItsIssuer_IsFine()
    {
        Assert.Empty(Check(Provider("a", "https://i.example", "https://i.example"), Provider("b"), Provider("c")));
        Assert.Empty(Check(Provider("a", "https://i.example"), Provider("A", "https://i.example/")));
    }

    [Fact]
    public void Validate_ProblemsOfReading_AreKept() => Assert.Equal(
        ["the file is broken"],
        new ConfiguredProvidersValidator().Validate(null, new() { Problems = ["the file is broken"] }).Failures);

    [Theory]
    [InlineData(true, 0, true)]
    [InlineData(true, 1, true)]
    [InlineData(false, 1, true)]
    [InlineData(false, 0, false)]
    public void Validate_SignIn_NeedsAtLeastOneWay(bool allowsLocal, int providers, bool isFine)
    {
        var definitions = Enumerable.Range(0, providers).Select(index => Provider($"p{index}")).ToArray();
        var validator = new SignInMethodsValidator(Options.Create(new ConfiguredProviders { Definitions = definitions }));

        var result = validator.Validate(null, new AuthOptions { AllowsLocalSignIn = allowsLocal });

        Assert.Equal(isFine, result.Succeeded);
        Assert.Equal(isFine, !(result.FailureMessage ?? "").Contains("LOCAL_SIGN_IN_ENABLED", StringComparison.Ordinal));
    }

    [Fact]
    public void Set_EmptyValue_LeavesTheFieldAsItIs()
    {
        var settings = new ProviderSettings("idp", ProviderKind.OpenIdConnect);
        settings.Set("client_id", " web ", "OIDC_CLIENT_ID");
        settings.Set("client_id", "  ", "providers.idp.client_id");
        settings.Set("client_secret", null, "OIDC_CLIENT_SECRET");
        settings.Set("client_secret", "", "providers.idp.client_secret");

        Assert.Equal(("web", "OIDC_CLIENT_ID"), (settings.Text("client_id"), settings.KeyOf("client_id")));
        Assert.Equal((null, "OIDC_CLIENT_SECRET"), (settings.Text("client_secret"), settings.KeyOf("client_secret")));
        Assert.Equal((null, "providers.idp.issuer"), (settings.Text("issuer"), settings.KeyOf("issuer")));
    }

    [Theory]
    [InlineData("openid profile", "openid|profile")]
    [InlineData(" openid,, profile , email ", "openid|profile|email")]
    [InlineData(",", "")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Words_Separators_AreSpacesAndCommas(string? value, string expected)
    {
        var settings = new ProviderSettings("idp", ProviderKind.OpenIdConnect);
        settings.Set("scopes", value, "OIDC_SCOPES");

        Assert.Equal(expected, string.Join('|', settings.Words("scopes")));
    }

    private static ValidateOptionsResult With(string key, int value)
    {
        var options = new ProviderOptions();
        typeof(ProviderOptions).GetProperty(key)!.SetValue(options, value);
        return new ProviderOptionsValidator().Validate(null, options);
    }

    private static IEnumerable<string> Check(params ProviderDefinition[] definitions) =>
        new ConfiguredProvidersValidator().Validate(null, new() { Definitions = definitions }).Failures ?? [];

    private static ProviderDefinition Provider(string name, params string[] issuers) => new()
    {
        Name = name,
        DisplayName = name,
        Kind = ProviderKind.OpenIdConnect,
        ClientId = "web",
        Issuers = issuers,
        Scopes = [],
        UserNameClaims = [],
        GroupsClaims = [],
    };
}
