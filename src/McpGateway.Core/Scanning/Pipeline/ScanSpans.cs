using System.Diagnostics;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Foundation;

namespace McpGateway.Core.Scanning.Pipeline;

/// <summary>Scans as spans. Where nobody listens there are none.</summary>
internal static class ScanSpans
{
    private static readonly ActivitySource Source = new(SpanSources.Scanning);

    /// <returns>Null when nobody listens.</returns>
    public static Activity? Begin(ScanSubject subject, string trigger) => Source.StartActivity("scanning.scan")
        ?.SetTag("mcp_gateway.scan.path", subject.Path)
        .SetTag("mcp_gateway.scan.kind", subject.Kind.ToString())
        .SetTag("mcp_gateway.scan.trigger", trigger);

    /// <summary>What came of it; a scan that was broken off says nothing.</summary>
    public static void Describe(Activity? span, bool isSafe, bool hasFailed, int findings)
    {
        span?.SetTag("mcp_gateway.scan.safe", isSafe).SetTag("mcp_gateway.scan.findings", findings);
        if (hasFailed)
        {
            span?.SetTag("error.type", "analyser_failed").SetStatus(ActivityStatusCode.Error);
        }
    }
}
