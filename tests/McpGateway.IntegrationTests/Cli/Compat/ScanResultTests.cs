using McpGateway.IntegrationTests.Federation;
using McpGateway.Tests.Architecture;

namespace McpGateway.IntegrationTests.Cli.Compat;

/// <summary>How results of security scans are printed, with results as the wire contract has them.</summary>
public sealed class ScanResultTests
{
    private const string Counts =
        """
        "scan_timestamp": "2026-01-02T03:04:05Z", "critical_issues": 0, "high_severity": 1, "medium_severity": 2, "low_severity": 0,
        "analyzers_used": ["yara"]
        """;

    private const string Server =
        $$"""
        { "server_url": "http://a/mcp", "server_path": "/fininfo", "is_safe": false, "scan_failed": false, "error_message": null,
          "analysis_results": {}, "tool_results": [], {{Counts}} }
        """;

    private const string Agent =
        $$"""
        { "agent_path": "/code-reviewer", "agent_url": "http://b", "is_safe": false, "scan_failed": true, "error_message": "timed out",
          "analysis_results": {}, "scan_results": {}, {{Counts}} }
        """;

    [Fact]
    public async Task Scans_WithResults_ArePrintedAsKept()
    {
        await using var registry = await SourceServer.StartAsync();
        registry.Answer = static request => (200, request.Path.StartsWithSegments("/api/agents") ? Agent : Server);
        using var run = new CompatRun();
        run.Write("token.txt", "a-token");
        run.Variables["REGISTRY_URL"] = registry.Url;
        var transcript = new Transcript("scan-results");

        AcceptedText.Verify(
            transcript.Path, await transcript.ReplayAsync(run, static line => line),
            "Scripts rely on what is printed: is the change meant?");
        Assert.Empty(run.All.SelectMany(ClientRequirements.Problems));
    }
}
