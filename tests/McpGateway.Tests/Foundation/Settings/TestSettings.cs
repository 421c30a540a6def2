using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Configuration;

namespace McpGateway.Tests.Foundation.Settings;

/// <summary>Settings of a test.</summary>
internal static class TestSettings
{
    public static GatewaySettings Of(params IEnumerable<(string Key, string? Value)> settings) => new(ConfigurationOf(settings));

    public static IConfiguration ConfigurationOf(params IEnumerable<(string Key, string? Value)> settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)))
        .Build();
}
