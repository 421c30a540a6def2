using McpGateway.Core.MetricsService;
using McpGateway.Tests.Foundation;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Audit;

/// <summary>How often a key may send.</summary>
public sealed class MetricsKeysTests
{
    private const string Key = "mcp_metrics_0123456789";

    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData(1, 60, 1)]
    [InlineData(45, 60, 45)]
    [InlineData(45, 20, 15)]
    [InlineData(100, 60, 100)]
    [InlineData(100, 30, 50)]
    [InlineData(1_000, 60, 1_000)]
    [InlineData(1_000, 3, 50)]
    [InlineData(1_000, 7_200, 1_000)]
    public void Take_AfterTheBucketWasEmpty_IsTheLimitOfAMinute(int limit, int seconds, int expected)
    {
        var key = Of(limit);
        Assert.Equal(limit, Drain(key));

        _time.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(expected, key.Remaining);
        Assert.Equal(expected, Drain(key));
    }

    [Fact]
    public void Take_Request_IsNotedAsUse()
    {
        var key = Of(1);
        Assert.Null(key.LastUsedAt);

        Assert.Equal(1, Drain(key));

        Assert.Equal(_time.GetUtcNow(), key.LastUsedAt);
    }

    private MetricsKey Of(int limit)
    {
        var options = Options.Create(new MetricsServiceOptions { ApiKeys = $"tests={Key}", RateLimit = limit });
        return new MetricsKeys(options, new ConfigurationBuilder().Build(), _time).Find(Key)!;
    }

    private static int Drain(MetricsKey key)
    {
        var taken = 0;
        while (key.TryTake())
        {
            taken++;
        }

        return taken;
    }
}
