using McpGateway.Core.Health;
using McpGateway.Core.Health.Push;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Health;

public sealed class HealthOptionsTests
{
    [Theory]
    [InlineData("HEALTH_CHECK_INTERVAL_SECONDS", "0")]
    [InlineData("HEALTH_CHECK_TIMEOUT_SECONDS", "x")]
    [InlineData("Health:MaxConcurrency", "0")]
    [InlineData("Health:ToolsTimeout", "1.00:00:00")]
    [InlineData("Health:KeepHistory", "00:59:59")]
    [InlineData("Health:KeepHistory", "30.00:00:01")]
    public void HealthOptions_OutOfRange_IsRefusedByName(string key, string value)
    {
        var refused = Assert.Throws<OptionsValidationException>(() => Read<HealthOptions>((key, value)));
        Assert.Contains(key, Assert.Single(refused.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MAX_WEBSOCKET_CONNECTIONS", "0")]
    [InlineData("WEBSOCKET_SEND_TIMEOUT_SECONDS", "0")]
    [InlineData("WEBSOCKET_BROADCAST_INTERVAL_MS", "-1")]
    [InlineData("WEBSOCKET_MAX_BATCH_SIZE", "many")]
    public void PushOptions_OutOfRange_IsRefusedByName(string key, string value)
    {
        var refused = Assert.Throws<OptionsValidationException>(() => Read<PushOptions>((key, value)));
        Assert.Contains(key, Assert.Single(refused.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_ContractNames_AreBound()
    {
        var health = Read<HealthOptions>(
            ("HEALTH_CHECK_INTERVAL_SECONDS", "30"), ("HEALTH_CHECK_TIMEOUT_SECONDS", "0.5"), ("Routing:AllowPrivateUpstreams", "false"));
        Assert.Equal(
            (TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(0.5), false),
            (health.Interval, health.PingTimeout, health.AllowPrivateUpstreams));
        var push = Read<PushOptions>(("WEBSOCKET_BROADCAST_INTERVAL_MS", "25"), ("WEBSOCKET_MAX_BATCH_SIZE", "7"));
        Assert.Equal((TimeSpan.FromMilliseconds(25), 7), (push.BroadcastInterval, push.MaxBatchSize));
    }

    private static T Read<T>(params (string Key, string Value)[] settings)
        where T : class
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build());
        services.AddHealth();
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<T>>().Value;
    }
}
