using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Foundation.Settings;

public sealed class GatewaySettingsTests
{
    [Theory]
    [InlineData("ADMIN_USER", "root", "Auth:AdminUser", "root")]
    [InlineData("ADMIN_USER", " root ", "Auth:AdminUser", " root ")]
    [InlineData("ADMIN_USER", "", "Auth:AdminUser", null)]
    [InlineData("DATA_DIR", "/var/d", "Storage:DataDirectory", "/var/d")]
    [InlineData("DATA_DIR", "/var/d", "Secrets:DataDirectory", "/var/d")]
    [InlineData("KEYCLOAK_URL", " http://kc ", "IdentityProviders:Keycloak:Url", "http://kc")]
    [InlineData("KEYCLOAK_URL", " ", "IdentityProviders:Keycloak:Url", null)]
    [InlineData("GITHUB_ENABLED", "Yes", "IdentityProviders:GitHub:Enabled", "true")]
    [InlineData("SESSION_COOKIE_SECURE", "0", "Auth:SessionCookieSecure", "false")]
    [InlineData("SESSION_MAX_AGE_SECONDS", "0600", "Auth:SessionMaxAgeSeconds", "600")]
    [InlineData("WELLKNOWN_CACHE_TTL", "-1", "Registry:WellKnownCacheTtl", "-1")]
    [InlineData("HEALTH_CHECK_INTERVAL_SECONDS", "90.5", "Health:Interval", "00:01:30.5000000")]
    [InlineData("WEBSOCKET_BROADCAST_INTERVAL_MS", "25", "Health:Push:BroadcastInterval", "00:00:00.0250000")]
    [InlineData("WEBSOCKET_MAX_BATCH_SIZE", "7.9", "Health:Push:MaxBatchSize", "7")]
    public void Key_NameIsSet_HasItsValueInTheFormOfTheKey(string name, string value, string key, string? expected) =>
        Assert.Equal(expected, TestSettings.Of((name, value))[key]);

    /// <summary>The environment wins over the settings file, except where it always yielded.</summary>
    [Theory]
    [InlineData("ADMIN_USER", "Auth:AdminUser", true)]
    [InlineData("STORAGE_BACKEND", "Storage:Backend", true)]
    [InlineData("EMBEDDINGS_PROVIDER", "Discovery:Provider", true)]
    [InlineData("EMBEDDINGS_API_KEY", "Discovery:ApiKey", false)]
    [InlineData("AWS_SESSION_TOKEN", "Discovery:SessionToken", false)]
    [InlineData("SCOPES_CONFIG_PATH", "Access:ScopesConfigPath", false)]
    public void Key_NameAndKeyAreSet_OneWins(string name, string key, bool nameWins) =>
        Assert.Equal(nameWins ? "of the name" : "of the key", TestSettings.Of((name, "of the name"), (key, "of the key"))[key]);

    [Theory]
    [InlineData("Auth:PublicUrl", "PUBLIC_URL", "REGISTRY_URL")]
    [InlineData("Storage:PostgresConnectionString", "POSTGRES_CONNECTION_STRING", "DATABASE_URL")]
    [InlineData("Discovery:ApiKey", "EMBEDDINGS_API_KEY", "AWS_ACCESS_KEY_ID")]
    public void Key_SeveralNames_TheFirstThatIsSetCounts(string key, string first, string second)
    {
        Assert.Equal("1", TestSettings.Of((first, "1"), (second, "2"))[key]);
        Assert.Equal("2", TestSettings.Of((first, ""), (second, "2"))[key]);
    }

    [Fact]
    public void Key_WithoutName_IsTheConfigurations()
    {
        var settings = TestSettings.Of(("Auth:AdminUser", "kim"), ("Other:Key", "value"));

        Assert.Equal("kim", settings["Auth:AdminUser"]);
        Assert.Equal("value", settings.GetSection("Other")["Key"]);
        Assert.Null(settings["Auth:Issuer"]);
    }

    [Theory]
    [InlineData("SESSION_COOKIE_SECURE", "perhaps", "Auth", "SESSION_COOKIE_SECURE must be true or false.")]
    [InlineData("SESSION_MAX_AGE_SECONDS", "-1", "Auth", "SESSION_MAX_AGE_SECONDS must be a whole number.")]
    [InlineData("SESSION_MAX_AGE_SECONDS", "1.5", "Auth", "SESSION_MAX_AGE_SECONDS must be a whole number.")]
    [InlineData("WELLKNOWN_CACHE_TTL", "soon", "Registry", "WELLKNOWN_CACHE_TTL must be a whole number of seconds.")]
    [InlineData("HEALTH_CHECK_INTERVAL_SECONDS", "0:01:0", "Health", "HEALTH_CHECK_INTERVAL_SECONDS must be a number, but is '0:01:0'.")]
    [InlineData("HEALTH_CHECK_INTERVAL_SECONDS", "1e9", "Health", "HEALTH_CHECK_INTERVAL_SECONDS must be a number, but is '1e9'.")]
    [InlineData("HEALTH_CHECK_INTERVAL_SECONDS", "NaN", "Health", "HEALTH_CHECK_INTERVAL_SECONDS must be a number, but is 'NaN'.")]
    [InlineData("WEBSOCKET_MAX_BATCH_SIZE", "many", "Health:Push", "WEBSOCKET_MAX_BATCH_SIZE must be a number, but is 'many'.")]
    [InlineData("OIDC_ENABLED", "perhaps", "IdentityProviders:Oidc", "OIDC_ENABLED must be true or false.")]
    public void Problems_UnreadableValue_IsToldByNameInItsSectionOnly(string name, string value, string section, string problem)
    {
        var settings = TestSettings.Of((name, value));

        Assert.Equal([problem], settings.Problems(section));
        Assert.Empty(settings.Problems("Storage"));
        Assert.Equal(
            [problem], Assert.Throws<OptionsValidationException>(() => settings.GetReadableSection<object>(section)).Failures);
    }

    /// <summary>What cannot be read is not bound, so that nothing else has to fail over it.</summary>
    [Fact]
    public void Key_UnreadableValue_IsThatOfTheSettingsFile()
    {
        const string Key = "Auth:SessionMaxAgeSeconds";

        Assert.Equal("60", TestSettings.Of(("SESSION_MAX_AGE_SECONDS", "soon"), (Key, "60"))[Key]);
    }

    [Fact]
    public void Problems_SectionWithinASection_AreNotThoseOfTheOuter()
    {
        var settings = TestSettings.Of(("WEBSOCKET_MAX_BATCH_SIZE", "many"));

        Assert.Empty(settings.Problems("Health"));
        Assert.NotNull(settings.GetReadableSection<object>("Health"));
    }

    [Theory]
    [InlineData(null, null, "ENTRA_TENANT_ID")]
    [InlineData("ENTRA_TENANT_ID", "t", "ENTRA_TENANT_ID")]
    [InlineData("IdentityProviders:Entra:TenantId", "t", "IdentityProviders:Entra:TenantId")]
    public void NameOf_Key_WhatTheOperatorSet(string? set, string? value, string expected) => Assert.Equal(
        expected, (set is null ? TestSettings.Of() : TestSettings.Of((set, value))).NameOf("IdentityProviders:Entra:TenantId"));

    [Fact]
    public void NameOf_KeyOfSeveralNamesOrNone_TheOneThatCounts()
    {
        Assert.Equal("REGISTRY_URL", TestSettings.Of(("REGISTRY_URL", "https://a.test")).NameOf("Auth:PublicUrl"));
        Assert.Equal("PUBLIC_URL", TestSettings.Of().NameOf("Auth:PublicUrl"));
        Assert.Equal("Health:MaxPages", TestSettings.Of().NameOf("Health:MaxPages"));
    }
}
