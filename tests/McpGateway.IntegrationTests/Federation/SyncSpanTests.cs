using System.Collections.Concurrent;
using System.Diagnostics;
using McpGateway.Foundation;

namespace McpGateway.IntegrationTests.Federation;

/// <summary>A synchronisation is a span where somebody listens.</summary>
[Collection(ProcessWide.Name)]
public sealed class SyncSpanTests
{
    [Fact]
    public async Task Sync_SomebodyListens_IsASpanThatSaysWhatCameOfIt()
    {
        await using var server = await SourceServer.StartAsync();
        var pages = RegistryPages.Of(3);
        server.Answer = pages.Answer;
        await using var host = await FederationHost.StartAtAsync(server);
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == SpanSources.Federation,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        await host.SyncAsync("anthropic");
        server.Answer = static _ => (500, "{}");
        await host.SyncAsync("anthropic");

        Assert.Equal(["federation.sync", "federation.sync"], spans.Select(static span => span.OperationName));
        var good = spans.First();
        Assert.Equal(("anthropic", 3, 3), (
            good.GetTagItem("mcp_gateway.source"), good.GetTagItem("mcp_gateway.items.read"),
            good.GetTagItem("mcp_gateway.items.changed")));
        Assert.Equal(ActivityStatusCode.Unset, good.Status);
        var broken = spans.Last();
        Assert.Equal((ActivityStatusCode.Error, "sync_failed"), (broken.Status, broken.GetTagItem("error.type")));
    }
}
