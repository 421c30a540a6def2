using McpGateway.Identity;
using McpGateway.Identity.Startup;
using McpGateway.Tests.Foundation.Settings;

namespace McpGateway.Tests.Identity;

public sealed class AuthOptionsTests
{
    [Theory]
    [InlineData("ADMIN_USER", "a b")]
    [InlineData("ADMIN_USER", "a:b")]
    [InlineData("ADMIN_USER", "\uff41dmin")]
    [InlineData("SESSION_COOKIE_NAME", "a=b")]
    [InlineData("SESSION_MAX_AGE_SECONDS", "59")]
    [InlineData("SESSION_MAX_AGE_SECONDS", "soon")]
    [InlineData("SESSION_COOKIE_SECURE", "perhaps")]
    [InlineData("SESSION_COOKIE_DOMAIN", "a b")]
    [InlineData("MAX_TOKENS_PER_USER_PER_HOUR", "0")]
    [InlineData("MAX_TOKENS_PER_USER_PER_HOUR", "-1")]
    [InlineData("TRUSTED_PROXIES", "10.0.0.0/8,proxy.example")]
    [InlineData("JWT_AUDIENCE", " ")]
    [InlineData("PUBLIC_URL", "ftp://gateway.test")]
    [InlineData("REGISTRY_URL", "https://gateway.test/api")]
    [InlineData("PUBLIC_URL", "https://gateway.test/a//b")]
    [InlineData("PUBLIC_URL", "https://gateway.test/a?b")]
    [InlineData("PUBLIC_URL", "https://user:word@gateway.test")]
    [InlineData("Egress:PublicUrl", "gateway.test")]
    public void Validate_BadValue_NamesTheKey(string key, string value)
    {
        var failures = Validate((key, value));

        Assert.Contains(failures, failure => failure.Contains(key, StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_Defaults_AreGood() => Assert.Empty(Validate());

    [Theory]
    [InlineData("https://gateway.test")]
    [InlineData("https://gateway.test/")]
    [InlineData("https://example.test:8443/mcp-gateway")]
    [InlineData("https://example.test/company/gateway/")]
    public void Validate_PublicUrlWithOrWithoutAPath_IsGood(string url) => Assert.Empty(Validate(("PUBLIC_URL", url)));

    [Fact]
    public void Validate_SharedSecretTokensWithoutASecret_AreRefused()
    {
        var options = new AuthOptions { AcceptSharedSecretTokens = true, SecretKey = "development-secret-key" };

        var failure = Assert.Single(new AuthOptionsValidator().Validate(null, options).Failures!);

        Assert.Contains("SECRET_KEY", failure, StringComparison.Ordinal);
        Assert.DoesNotContain("development-secret-key", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_FormerPublicUrlThatContradicts_IsRefused()
    {
        Assert.Empty(Validate(("PUBLIC_URL", "https://a.test"), ("Egress:PublicUrl", "https://a.test/")));
        var failure = Assert.Single(Validate(("PUBLIC_URL", "https://a.test"), ("Egress:PublicUrl", "https://b.test")));

        Assert.StartsWith("Egress:PublicUrl is a former name of PUBLIC_URL", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_EmptyVariable_LeavesTheDefault()
    {
        var options = new AuthOptions();

        IdentityEnvironment.Apply(options, TestSettings.Of(("ADMIN_USER", ""), ("ADMIN_PASSWORD", "")));

        Assert.Equal("admin", options.AdminUser);
        Assert.Null(options.AdminPassword);
    }

    private static IEnumerable<string> Validate(params (string Key, string Value)[] settings)
    {
        var options = new AuthOptions();
        IdentityEnvironment.Apply(options, TestSettings.Of([.. settings.Select(setting => (setting.Key, (string?)setting.Value))]));
        return new AuthOptionsValidator().Validate(null, options).Failures ?? [];
    }
}
