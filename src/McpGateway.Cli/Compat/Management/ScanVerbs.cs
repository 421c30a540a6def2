using System.Text.Json.Nodes;
using McpGateway.Cli.Compat.Support;
using McpGateway.Cli.Terminals;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Compat.Management;

/// <summary>Results of security scans, and new scans.</summary>
internal static class ScanVerbs
{
    private const int Shown = 5;

    public static IReadOnlyList<Verb> All { get; } =
    [
        new("security-scan", "Latest scan of a server", WithJson("server"), ShowAsync),
        new("rescan", "Scan a server now", WithJson("server"), (call, stop) => ScanAsync(call, "server", stop)),
        new("agent-security-scan", "Latest scan of an agent", Path("agent"), ShowAgentAsync),
        new("agent-rescan", "Scan an agent now", WithJson("agent"), (call, stop) => ScanAsync(call, "agent", stop)),
    ];

    private static Parameter[] Path(string what) => [Parameter.Required("--path", $"Path of the {what}")];

    private static Parameter[] WithJson(string what) => [.. Path(what), Parameter.Flag("--json", "Print the registry's answer")];

    private static async Task<int> ShowAsync(Call call, CancellationToken cancellationToken)
    {
        var scan = await GetAsync(call, "server", cancellationToken);
        if (call.Has("--json"))
        {
            return call.Json(scan);
        }

        call.Note($"Security scan results for server '{PlainText.Line(call.Text("--path"))}':");
        foreach (var (analyzer, result) in scan.Object("analysis_results") ?? [])
        {
            NoteFindings(call, analyzer, result);
        }

        if (scan.List("tool_results") is { Count: > 0 } tools)
        {
            var safe = tools.Count(tool => tool.IsTrue("is_safe"));
            call.Note($"  Total tools scanned: {tools.Count}");
            call.Note($"  Safe tools: {safe}");
            if (safe < tools.Count)
            {
                call.Note($"  Unsafe tools: {tools.Count - safe}");
                call.Note("  WARNING: Some tools flagged as potentially unsafe!");
            }
        }

        return Call.Success;
    }

    private static void NoteFindings(Call call, string analyzer, JsonNode? result)
    {
        call.Note($"  Analyzer: {PlainText.Line(analyzer)}");
        if (JsonNodes.Member(result, "findings") is null)
        {
            return;
        }

        var findings = result.List("findings");
        call.Note($"    Findings: {findings.Count}");
        foreach (var finding in findings.Take(Shown))
        {
            call.Note($"      - {finding.ShownOr("tool_name", "unknown")}: {finding.ShownOr("severity", "UNKNOWN")}");
        }

        if (findings.Count > Shown)
        {
            call.Note($"      ... and {findings.Count - Shown} more");
        }
    }

    /// <summary>As JSON, always: so the script does.</summary>
    private static async Task<int> ShowAgentAsync(Call call, CancellationToken cancellationToken) =>
        call.Json(await GetAsync(call, "agent", cancellationToken));

    private static Task<JsonNode> GetAsync(Call call, string what, CancellationToken cancellationToken) =>
        call.Api.GetAsync($"/api/{what}s{RegistryApi.Path(call.Text("--path"))}/security-scan", cancellationToken);

    private static async Task<int> ScanAsync(Call call, string what, CancellationToken cancellationToken)
    {
        var scan = await call.Api.PostAsync($"/api/{what}s{RegistryApi.Path(call.Text("--path"))}/rescan", cancellationToken);
        if (call.Has("--json"))
        {
            return call.Json(scan);
        }

        call.Note($"Security scan completed for {what} '{PlainText.Line(call.Text("--path"))}':");
        call.Note($"  Status: {(scan.IsTrue("is_safe") ? "SAFE" : "UNSAFE")}");
        call.Note($"  Scan timestamp: {scan.Shown("scan_timestamp")}");
        call.Note($"  Analyzers used: {scan.ShownList("analyzers_used", none: "")}");
        call.Note("  Severity counts:");
        call.Note($"    Critical: {scan.Shown("critical_issues")}");
        call.Note($"    High: {scan.Shown("high_severity")}");
        call.Note($"    Medium: {scan.Shown("medium_severity")}");
        call.Note($"    Low: {scan.Shown("low_severity")}");
        if (scan.IsTrue("scan_failed"))
        {
            call.Note($"  Scan failed: {scan.Shown("error_message")}");
            return Call.Failure;
        }

        if (!scan.IsTrue("is_safe"))
        {
            call.Note($"  WARNING: {(what == "agent" ? "Agent" : "Server")} flagged as potentially unsafe!");
        }

        return Call.Success;
    }
}
