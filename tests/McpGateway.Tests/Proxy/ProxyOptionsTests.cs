using McpGateway.Proxy;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Proxy;

public sealed class ProxyOptionsTests
{
    [Theory]
    [InlineData("Proxy:MaxRequestBytes", "1")]
    [InlineData("Proxy:MaxFilteredBytes", "1")]
    [InlineData("Proxy:KeepAliveInterval", "00:00:00")]
    [InlineData("Proxy:MaxConcurrentPerServer", "0")]
    [InlineData("Proxy:MaxStreamsPerServer", "0")]
    [InlineData("Proxy:MaxCalls", "0")]
    [InlineData("Proxy:MaxStreams", "0")]
    [InlineData("Proxy:CallsPerMinute", "-1")]
    [InlineData("Proxy:MaxBufferedBytes", "1000")]
    [InlineData("Proxy:CallersToBreak", "0")]
    [InlineData("Proxy:OriginHeadersTo:0", "github")]
    [InlineData("Proxy:MaxConnectionsPerUpstream", "0")]
    [InlineData("Proxy:FailuresToBreak", "0")]
    [InlineData("Proxy:BreakDuration", "01:00:00")]
    [InlineData("Proxy:AllowedOrigins:0", "https://a.test/path")]
    public void Options_BadValue_IsRefusedByName(string key, string value)
    {
        using var services = Build(KeyValuePair.Create<string, string?>(key, value));

        var exception = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<ProxyOptions>>().Value);

        Assert.Contains(key.Replace(":0", "", StringComparison.Ordinal), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_Values_AreBound()
    {
        using var services = Build(
            KeyValuePair.Create<string, string?>("Proxy:MaxRequestBytes", "2048"),
            KeyValuePair.Create<string, string?>("Proxy:AllowedOrigins:0", "https://a.test"),
            KeyValuePair.Create<string, string?>("Proxy:Validate:TrustBodyHeader", "true"));

        var options = services.GetRequiredService<IOptions<ProxyOptions>>().Value;

        Assert.Equal((2048, true), (options.MaxRequestBytes, options.Validate.TrustBodyHeader));
        Assert.Equal(["https://a.test"], options.AllowedOrigins);
    }

    private static ServiceProvider Build(params KeyValuePair<string, string?>[] values) =>
        new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(values).Build())
            .AddProxy()
            .BuildServiceProvider();
}
