using McpGateway.Host.Freshness;
using McpGateway.IntegrationTests.Composition;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace McpGateway.IntegrationTests.Start;

public sealed class StaleStreamsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Execute_DenialIsNotWanted_HasNothingToDo()
    {
        await using var gateway = await ComposedGateway.StartAsync();

        var watch = gateway.Services.GetServices<IHostedService>().OfType<StaleStreams>().Single();

        await watch.ExecuteTask!.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
    }

    [Fact]
    public async Task Execute_DenialIsWanted_GoesOn()
    {
        await using var gateway = await ComposedGateway.StartAsync(("Storage:DenyWhenStale", "true"));

        var watch = gateway.Services.GetServices<IHostedService>().OfType<StaleStreams>().Single();

        Assert.False(watch.ExecuteTask!.IsCompleted);
    }
}
