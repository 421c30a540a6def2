using McpGateway.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Web;

public sealed class WebServicesTests
{
    /// <summary>A resumed page has empty forms; one that is loaded anew has its input put back.</summary>
    [Fact]
    public async Task LostPages_KeptByTheFramework_None()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddWeb();
        await using var app = builder.Build();

        Assert.Equal(0, app.Services.GetRequiredService<IOptions<CircuitOptions>>().Value.PersistedCircuitInMemoryMaxRetained);
    }
}
