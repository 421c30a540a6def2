using McpGateway.Host;
using McpGateway.Host.Settings;
using McpGateway.IntegrationTests.Composition;
using Microsoft.Extensions.Configuration;

namespace McpGateway.IntegrationTests.Start;

public sealed class UnknownSettingsTests
{
    [Theory]
    [InlineData("Health:Intervall", "Health:Interval")]
    [InlineData("HEALTH:INTERVALL", "Health:Interval")]
    [InlineData("Helath:Interval", "Health:Interval")]
    [InlineData("Health:Push:MaxConections", "Health:Push:MaxConnections")]
    [InlineData("Proxy:AllowedOrigin:0", "Proxy:AllowedOrigins:0")]
    [InlineData("Proxy:AllowedOrigins", "Proxy:AllowedOrigins:N")]
    [InlineData("OAuth:Clients:0:ClientIdd", "OAuth:Clients:0:ClientId")]
    [InlineData("IdentityProviders:Keycloak:Uri", "IdentityProviders:Keycloak:Url")]
    [InlineData("Drain:Notices", "Drain:Notice")]
    [InlineData("Connections:MaxTotals", "Connections:MaxTotal")]
    [InlineData("Auth:NothingOfTheKind", null)]
    [InlineData("shutdownTimeoutSeconds", "Drain:Calls")]
    [InlineData("SHUTDOWNTIMEOUTSECONDS", "Drain:Calls")]
    [InlineData("KEYCLOAK_ULR", "KEYCLOAK_URL")]
    [InlineData("EMBEDDINGS_PROVDER", "EMBEDDINGS_PROVIDER")]
    public void Find_MistypedKey_SaysWhatWasMeant(string key, string? meant) => Assert.Equal([(key, meant)], Find((key, "s3cret")));

    /// <summary>The environment is shared with other programs, and the framework has settings of its own.</summary>
    [Theory]
    [InlineData("Health:Interval")]
    [InlineData("health:interval")]
    [InlineData("Proxy:AllowedOrigins:3")]
    [InlineData("Egress:PublicUrl")]
    [InlineData("Drain:Notice")]
    [InlineData("Drain:Calls")]
    [InlineData("Connections:MaxTotal")]
    [InlineData("KEYCLOAK_URL")]
    [InlineData("AUDIT")]
    [InlineData("REGISTRY_PORT")]
    [InlineData("GITHUB_TOKEN")]
    [InlineData("AWS_DEFAULT_REGION")]
    [InlineData("GOOGLE_APPLICATION_CREDENTIALS")]
    [InlineData("PATH")]
    [InlineData("Other:Interval")]
    [InlineData("Logging:LogLevel:McpGateway")]
    [InlineData("Kestrel:Endpoints:S:Url")]
    [InlineData("HTTP_PORTS")]
    public void Find_SettingOfTheProductOrOfOthers_IsNotTold(string key) => Assert.Empty(Find((key, "x")));

    [Fact]
    public void Find_EmptyListOfASettingsFile_IsNotTold() => Assert.Empty(Find(("Proxy:AllowedOrigins", "")));

    [Fact]
    public async Task Start_WithAMistypedKey_WarnsOnceWithoutTheValue()
    {
        await using var gateway = await ComposedGateway.StartAsync(("Health:Intervall", "00:00:07.77"));

        var line = Assert.Single(gateway.Logs.Lines, static line => line.Contains("not a setting", StringComparison.Ordinal));
        Assert.Equal("Health:Intervall is set and is not a setting of the gateway. Did you mean Health:Interval?", line);
    }

    [Fact]
    public async Task Start_WithSettingsOfTheStop_WarnsOfNone()
    {
        await using var gateway = await ComposedGateway.StartAsync(("Drain:Notice", "00:00:00"), ("Drain:Calls", "00:00:01"));

        Assert.DoesNotContain(gateway.Logs.Lines, static line => line.Contains("not a setting", StringComparison.Ordinal));
    }

    private static IEnumerable<(string Key, string? Meant)> Find(params (string Key, string Value)[] settings) => UnknownSettings.Find(
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build(),
        GatewayApplication.Settings);
}
