using System.Globalization;
using System.Text.Json.Nodes;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Results;

namespace McpGateway.Core.Scanning.Routes;

/// <summary>
/// Results as clients know them (registry contract §19.5): the contract's members, and beside them what this product knows more. The
/// counters count what is open; what is accepted is told apart.
/// </summary>
internal static class ScanDocument
{
    private const string NothingSeen =
        "The server has not said yet what it offers, so that only what was stated at its registration was judged. What it offers is judged "
        + "when it is switched on and answers, before anybody may call it.";

    /// <summary>The stored result, with the members that clients expect at the top lifted out of <c>raw_output</c>.</summary>
    public static JsonObject Of(ScanRecord record, DateTimeOffset now)
    {
        var body = Summary(record, now);
        var raw = RawOutput(record, now);
        body["raw_output"] = raw;
        body["output_file"] = "";
        body["analysis_results"] = raw["analysis_results"]!.DeepClone();
        var second = record.Kind == SubjectKind.Server ? "tool_results" : "scan_results";
        body[second] = raw[second]!.DeepClone();
        body["findings"] = Findings(record, now);
        body["history"] = new JsonArray([.. record.History.Select(static entry => (JsonNode)HistoryOf(entry))]);
        body["override"] = record.Override is { } decision
            ? new JsonObject { ["by"] = decision.By, ["at"] = Time(decision.At), ["in_force"] = record.IsOverridden(now) }
            : null;
        return body;
    }

    /// <summary>The answer to a rescan.</summary>
    public static JsonObject OfRescan(ScanRecord record, DateTimeOffset now)
    {
        var body = Summary(record, now);
        if (record.Kind == SubjectKind.Server)
        {
            body["raw_output"] = RawOutput(record, now);
        }
        else
        {
            body["output_file"] = "";
        }

        return body;
    }

    public static JsonArray Findings(ScanRecord record, DateTimeOffset now) =>
        new([.. record.Findings.Select(finding => (JsonNode)FindingOf(finding, now))]);

    private static JsonObject Summary(ScanRecord record, DateTimeOffset now)
    {
        var body = new JsonObject();
        body[record.Kind == SubjectKind.Server ? "server_path" : "agent_path"] = record.Path;
        body[record.Kind == SubjectKind.Server ? "server_url" : "agent_url"] = record.Last.Address ?? "";
        body["scan_timestamp"] = Time(record.Last.At);
        body["is_safe"] = record.IsSafe(now) && !record.Last.HasFailed && !record.SawNothing;
        body["critical_issues"] = record.Count(Severity.Critical, now);
        body["high_severity"] = record.Count(Severity.High, now);
        body["medium_severity"] = record.Count(Severity.Medium, now);
        body["low_severity"] = record.Count(Severity.Low, now);
        body["accepted_findings"] = record.Findings.Count(finding => finding.StateAt(now) == FindingState.Accepted);
        body["analyzers_used"] = new JsonArray(
            [.. record.Last.Analysers.Where(static run => run.State == AnalyserState.Ran).Select(static run => (JsonNode)run.Name)]);
        body["analyzers"] = new JsonArray([.. record.Last.Analysers.Select(static run => (JsonNode)new JsonObject
        {
            ["name"] = run.Name,
            ["state"] = run.State.ToString().ToLowerInvariant(),
            ["reason"] = run.Reason,
        })]);
        body["trigger"] = record.Last.Trigger;
        body["scan_failed"] = record.Last.HasFailed || record.SawNothing;
        body["error_message"] = record.Last.Error ?? (record.SawNothing ? NothingSeen : null);
        return body;
    }

    private static JsonObject RawOutput(ScanRecord record, DateTimeOffset now)
    {
        var open = record.InForce(now).Select(static finding => finding.Finding).ToArray();
        var analysis = new JsonObject();
        foreach (var run in record.Last.Analysers.Where(static run => run.State != AnalyserState.Skipped))
        {
            analysis[run.Name] = new JsonObject
            {
                ["findings"] = new JsonArray(
                    [.. open.Where(finding => finding.Analyser == run.Name).Select(finding => (JsonNode)Raw(record, finding))]),
            };
        }

        return new()
        {
            ["analysis_results"] = analysis,
            [record.Kind == SubjectKind.Server ? "tool_results" : "scan_results"] =
                record.Kind == SubjectKind.Server ? ToolResults(record, open) : new JsonObject
                {
                    ["findings"] = new JsonArray([.. open.Select(finding => (JsonNode)Raw(record, finding))]),
                },
        };
    }

    private static JsonArray ToolResults(ScanRecord record, IReadOnlyList<Finding> open) => new(
    [
        .. open.GroupBy(static finding => finding.Item ?? "").Select(group => (JsonNode)new JsonObject
        {
            ["tool_name"] = group.Key.Length > 0 ? group.Key : record.Path,
            ["is_safe"] = group.All(static finding => finding.Severity < Severity.High),
            ["findings"] = new JsonObject(group.GroupBy(static finding => finding.Analyser).Select(static of =>
                new KeyValuePair<string, JsonNode?>(of.Key, new JsonObject
                {
                    ["severity"] = SeverityWords.Of(of.Max(static finding => finding.Severity)),
                    ["threat_names"] = Names(of),
                    ["threat_summary"] = string.Join(" ", of.Select(static finding => finding.Reason).Distinct()),
                }))),
        }),
    ]);

    private static JsonArray Names(IEnumerable<Finding> findings) =>
        new([.. findings.Select(static finding => finding.Rule).Distinct().Select(static rule => (JsonNode)rule)]);

    private static JsonObject Raw(ScanRecord record, Finding finding) => new()
    {
        ["tool_name"] = finding.Item ?? record.Path,
        ["severity"] = SeverityWords.Of(finding.Severity),
        ["threat_names"] = new JsonArray(finding.Rule),
        ["threat_summary"] = finding.Reason,
        ["is_safe"] = finding.Severity < Severity.High,
        ["analyzer"] = finding.Analyser,
    };

    private static JsonObject FindingOf(TrackedFinding tracked, DateTimeOffset now)
    {
        var finding = tracked.Finding;
        return new()
        {
            ["id"] = finding.Id,
            ["analyzer"] = finding.Analyser,
            ["rule"] = finding.Rule,
            ["severity"] = SeverityWords.Of(finding.Severity),
            ["state"] = tracked.StateAt(now).ToString().ToLowerInvariant(),
            ["reason"] = finding.Reason,
            ["remedy"] = finding.Remedy,
            ["item"] = finding.Item,
            ["field"] = finding.Field,
            ["offset"] = finding.Offset,
            ["evidence"] = finding.Evidence,
            ["first_seen"] = Time(tracked.FirstSeen),
            ["last_seen"] = Time(tracked.LastSeen),
            ["fixed_at"] = tracked.FixedAt is { } end ? Time(end) : null,
            ["accepted"] = tracked.Accepted is { } accepted
                ? new JsonObject
                {
                    ["by"] = accepted.By,
                    ["at"] = Time(accepted.At),
                    ["reason"] = accepted.Reason,
                    ["until"] = accepted.Until is { } until ? Time(until) : null,
                }
                : null,
        };
    }

    private static JsonObject HistoryOf(ScanSummary entry) => new()
    {
        ["scan_timestamp"] = Time(entry.At),
        ["trigger"] = entry.Trigger,
        ["is_safe"] = entry.IsSafe,
        ["scan_failed"] = entry.HasFailed,
        ["critical_issues"] = entry.Critical,
        ["high_severity"] = entry.High,
        ["medium_severity"] = entry.Medium,
        ["low_severity"] = entry.Low,
    };

    public static string Time(DateTimeOffset at) => at.UtcDateTime
        .ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
