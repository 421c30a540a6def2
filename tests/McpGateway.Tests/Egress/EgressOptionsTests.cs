using McpGateway.Core.Egress;
using McpGateway.Foundation.Http;
using McpGateway.Identity;
using McpGateway.Identity.Startup;
using McpGateway.Tests.Foundation.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Egress;

public sealed class EgressOptionsTests
{
    [Theory]
    [InlineData("Egress:ClientMetadataUrl", "http://clients.test/gateway.json", "Egress:ClientMetadataUrl")]
    [InlineData("Egress:ClientMetadataUrl", "https://clients.test", "Egress:ClientMetadataUrl")]
    [InlineData("Egress:ClientMetadataUrl", "https://clients.test/gateway.json?v=1", "Egress:ClientMetadataUrl")]
    [InlineData("Egress:RefreshAhead", "00:00:01", "Egress:RefreshAhead")]
    [InlineData("Egress:ProviderTimeout", "01:00:00", "Egress:ProviderTimeout")]
    [InlineData("Egress:ConnectTimeout", "00:00:01", "Egress:ConnectTimeout")]
    public void BadValue_IsRefusedByName(string key, string value, string named)
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Read((key, value)));

        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUBLIC_URL")]
    [InlineData("REGISTRY_URL")]
    [InlineData("Auth:PublicUrl")]
    [InlineData("Egress:PublicUrl")]
    public void PublicUrl_UnderAnyOfItsNames_IsTheSameForAll(string key)
    {
        var auth = new AuthOptions();
        IdentityEnvironment.Apply(auth, TestSettings.Of((key, "https://a.test/")));

        Assert.Equal("https://a.test", auth.PublicUrl);
        Assert.Equal("https://a.test", Origin((key, "https://a.test/")).Configured);
        Assert.Null(Origin((key, "")).Configured);
    }

    [Fact]
    public void PrivateAddresses_FollowTheRoutes() => Assert.False(Read(("Routing:AllowPrivateUpstreams", "false")).AllowPrivateAddresses);

    private static EgressOptions Read(params (string Key, string Value)[] settings) => Get<IOptions<EgressOptions>>(settings).Value;

    private static PublicOrigin Origin(params (string Key, string Value)[] settings) => Get<PublicOrigin>(settings);

    private static T Get<T>((string Key, string Value)[] settings)
        where T : class
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build());
        services.AddEgress();
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<T>();
    }
}
