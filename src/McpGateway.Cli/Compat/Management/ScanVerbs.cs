using System.Text.Json.Nodes;
using McpGateway.Cli.Compat.Support;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Compat.Management;

/// <summary>Results of security scans, and new scans.</summary>
internal static class ScanVerbs
{
    public static IReadOnlyList<Verb> All { get; } =
    [
        new("security-scan", "Latest scan of a server", WithJson("server"), (call, stop) => ShowAsync(call, "/api/servers", stop)),
        new("rescan", "Scan a server now", WithJson("server"), (call, stop) => ScanAsync(call, "/api/servers", stop)),
        new("agent-security-scan", "Latest scan of an agent", Path("agent"), ShowAgentAsync),
        new("agent-rescan", "Scan an agent now", WithJson("agent"), (call, stop) => ScanAsync(call, "/api/agents", stop)),
    ];

    private static Parameter[] Path(string what) => [Parameter.Required("--path", $"Path of the {what}")];

    private static Parameter[] WithJson(string what) => [.. Path(what), Parameter.Flag("--json", "Print the registry's answer")];

    private static async Task<int> ShowAsync(Call call, string kind, CancellationToken cancellationToken)
    {
        var scan = await GetAsync(call, kind, cancellationToken);
        return call.Has("--json") ? call.Json(scan) : Print(call, scan);
    }

    private static async Task<int> ShowAgentAsync(Call call, CancellationToken cancellationToken) =>
        Print(call, await GetAsync(call, "/api/agents", cancellationToken));

    private static Task<JsonNode> GetAsync(Call call, string kind, CancellationToken cancellationToken) =>
        call.Api.GetAsync($"{kind}{RegistryApi.Path(call.Text("--path"))}/security-scan", cancellationToken);

    private static async Task<int> ScanAsync(Call call, string kind, CancellationToken cancellationToken)
    {
        var scan = await call.Api.PostAsync($"{kind}{RegistryApi.Path(call.Text("--path"))}/rescan", cancellationToken);
        return call.Has("--json") ? call.Json(scan) : Print(call, scan);
    }

    private static int Print(Call call, JsonNode scan)
    {
        call.Line($"Security scan of {(scan.Text("server_path") is null ? scan.Shown("agent_path") : scan.Shown("server_path"))}");
        call.Line($"  Scanned: {scan.Shown("scan_timestamp")}");
        call.Line($"  Safe: {scan.Shown("is_safe")}");
        call.Line($"  Critical: {scan.Shown("critical_issues")}");
        call.Line($"  High: {scan.Shown("high_severity")}");
        call.Line($"  Medium: {scan.Shown("medium_severity")}");
        call.Line($"  Low: {scan.Shown("low_severity")}");
        call.Line($"  Analyzers: {scan.ShownList("analyzers_used")}");
        if (scan.IsTrue("scan_failed"))
        {
            call.Line($"  Scan failed: {scan.Shown("error_message")}");
        }

        return Call.Success;
    }
}
