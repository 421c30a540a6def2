using McpGateway.Host;
using Microsoft.Extensions.Configuration;

namespace McpGateway.IntegrationTests.Start;

/// <summary>Which address the health command asks, by the settings that the gateway listens by.</summary>
public sealed class HealthProbeTests
{
    [Theory]
    [InlineData("urls=http://0.0.0.0:7860", "http://127.0.0.1:7860/health")]
    [InlineData("urls=http://*:8080", "http://127.0.0.1:8080/health")]
    [InlineData("urls=http://[::]:8080", "http://127.0.0.1:8080/health")]
    [InlineData("urls=https://*:443;http://+:80", "http://127.0.0.1:80/health")]
    [InlineData("urls=http://10.1.2.3:80", "http://10.1.2.3:80/health")]
    [InlineData("", "http://127.0.0.1:7860/health")]
    [InlineData("urls=http://*:1|Kestrel:Endpoints:Secure:Url=https://*:8443", "https://127.0.0.1:8443/health")]
    [InlineData(
        "Kestrel:Endpoints:Secure:Url=https://*:8443|Kestrel:Endpoints:Plain:Url=http://localhost:9000", "http://localhost:9000/health")]
    public void AddressOf_Settings_IsWhereThisMachineReachesIt(string settings, string expected)
    {
        var pairs = settings.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(static pair => pair.Split('=', 2))
            .Select(static pair => KeyValuePair.Create<string, string?>(pair[0], pair[1]));

        Assert.Equal(new(expected), HealthProbe.AddressOf(new ConfigurationBuilder().AddInMemoryCollection(pairs).Build()));
    }
}
