using McpGateway.Core.Registry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Registry;

/// <summary>Settings of the registry, under their own names and under those that deployments of the reference use.</summary>
public sealed class RegistryOptionsTests
{
    [Fact]
    public void Options_NothingSet_HaveTheDefaults()
    {
        var options = Read();

        Assert.Equal((true, 300, null, null),
            (options.EnableWellKnownDiscovery, options.WellKnownCacheTtl, options.SupportContact, options.BuildVersion));
    }

    [Theory]
    [InlineData("ENABLE_WELLKNOWN_DISCOVERY", "false", false)]
    [InlineData("ENABLE_WELLKNOWN_DISCOVERY", " no ", false)]
    [InlineData("ENABLE_WELLKNOWN_DISCOVERY", "1", true)]
    [InlineData("ENABLE_WELLKNOWN_DISCOVERY", "", true)]
    [InlineData("Registry:EnableWellKnownDiscovery", "false", false)]
    public void Discovery_Setting_IsRead(string key, string value, bool expected) =>
        Assert.Equal(expected, Read((key, value)).EnableWellKnownDiscovery);

    [Theory]
    [InlineData("WELLKNOWN_CACHE_TTL", "0", 0)]
    [InlineData("WELLKNOWN_CACHE_TTL", "86400", 86400)]
    [InlineData("Registry:WellKnownCacheTtl", "60", 60)]
    public void CacheTtl_Setting_IsRead(string key, string value, int expected) =>
        Assert.Equal(expected, Read((key, value)).WellKnownCacheTtl);

    [Fact]
    public void NamesInCapitals_Win() => Assert.Equal(
        (10, "a@b.test", "2.0"),
        Short(Read(
            ("WELLKNOWN_CACHE_TTL", "10"), ("Registry:WellKnownCacheTtl", "20"),
            ("WELLKNOWN_SUPPORT", "a@b.test"), ("Registry:SupportContact", "c@d.test"),
            ("BUILD_VERSION", "2.0"), ("Registry:BuildVersion", "1.0"))));

    [Theory]
    [InlineData("ENABLE_WELLKNOWN_DISCOVERY", "perhaps")]
    [InlineData("WELLKNOWN_CACHE_TTL", "soon")]
    [InlineData("WELLKNOWN_CACHE_TTL", "-1")]
    [InlineData("WELLKNOWN_CACHE_TTL", "86401")]
    [InlineData("WELLKNOWN_CACHE_TTL", "1.5")]
    public void BadSetting_IsRefusedWithItsName(string key, string value)
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Read((key, value)));

        Assert.Contains(key, Assert.Single(failure.Failures), StringComparison.Ordinal);
    }

    private static (int Ttl, string? Support, string? Build) Short(RegistryOptions options) =>
        (options.WellKnownCacheTtl, options.SupportContact, options.BuildVersion);

    private static RegistryOptions Read(params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value)).Build());
        services.AddRegistry();
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<RegistryOptions>>().Value;
    }
}
