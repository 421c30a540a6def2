using McpGateway.Web;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Web;

public sealed class WebServicesTests
{
    /// <summary>A resumed page has empty forms; one that is loaded anew has its input put back.</summary>
    [Fact]
    public async Task LostPages_KeptByTheFramework_None()
    {
        await using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddLogging().AddWeb().BuildServiceProvider();

        Assert.Equal(0, services.GetRequiredService<IOptions<CircuitOptions>>().Value.PersistedCircuitInMemoryMaxRetained);
    }
}
