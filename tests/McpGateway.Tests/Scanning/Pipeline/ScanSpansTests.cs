using System.Collections.Concurrent;
using System.Diagnostics;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Pipeline;
using McpGateway.Foundation;

namespace McpGateway.Tests.Scanning.Pipeline;

/// <summary>A scan is a span where somebody listens.</summary>
public sealed class ScanSpansTests
{
    private const string Path = "/spanned";

    [Fact]
    public async Task Scan_SomebodyListens_IsASpan_AndNothingOtherwise()
    {
        await using var world = await ScanWorld.StartAsync();
        await world.PutAsync(Path, description: ScanWorld.Poison);
        var subject = await world.Get<SubjectSource>().FindAsync(Path, TestContext.Current.CancellationToken);
        Assert.Null(ScanSpans.Begin(subject!, "x"));
        Assert.Equal(0, AllocatedBy(subject!));

        var spans = new ConcurrentQueue<Activity>();
        using (Listen(spans))
        {
            await world.ScanAsync(Path);
        }

        var span = Assert.Single(spans, static span => (string?)span.GetTagItem("mcp_gateway.scan.path") == Path);
        Assert.Equal(("scanning.scan", "Server", false), (
            span.OperationName, span.GetTagItem("mcp_gateway.scan.kind"), span.GetTagItem("mcp_gateway.scan.safe")));
        Assert.True((int)span.GetTagItem("mcp_gateway.scan.findings")! > 0);
        Assert.NotEqual(default, span.Duration);
    }

    private static long AllocatedBy(ScanSubject subject)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var scan = 0; scan < 100; scan++)
        {
            ScanSpans.Describe(ScanSpans.Begin(subject, "x"), isSafe: true, hasFailed: true, 1);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static ActivityListener Listen(ConcurrentQueue<Activity> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == SpanSources.Scanning,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
