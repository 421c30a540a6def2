using System.CommandLine;
using System.Text.Json;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;
using Spectre.Console;

namespace McpGateway.Cli.Security;

/// <summary><c>mcpgw security</c>: the safety of the whole registry, and decisions on what scans found.</summary>
internal static class SecurityCommands
{
    private static readonly string[] Severities = ["CRITICAL", "HIGH", "MEDIUM", "LOW"];

    public static Command Create(CliContext cli) => new("security", "See what scans found everywhere, and decide on it")
    {
        Overview(cli),
        Findings(cli),
        FindingDecisions.Accept(cli),
        FindingDecisions.Reopen(cli),
        FindingDecisions.Release(cli),
    };

    private static Command Overview(CliContext cli)
    {
        var fail = new Option<bool>("--fail") { Description = "end with 8 when something is unsafe" };
        return cli.Runs(new("overview", "Show the verdicts on servers and agents") { fail }, async (run, cancellationToken) =>
        {
            var overview = await run.GetAsync(ApiRoutes.SecurityOverview, cancellationToken);
            run.Output.Result(overview, () => new Rows(Summary(overview).Render(), new Text(""), Table(overview).Render()));
            run.ExitCode = run.Get(fail) && overview.Items("items").Any(static item => item.Text("verdict") == "unsafe")
                ? ExitCodes.Findings
                : ExitCodes.Success;
        });
    }

    private static DetailView Summary(JsonElement overview)
    {
        var verdicts = overview.Items("items").CountBy(VerdictOf).OrderByDescending(static pair => pair.Value);
        var scan = overview.At("scan");
        return new DetailView()
            .Add("verdicts", string.Join(", ", verdicts.Select(static pair => $"{pair.Value} {pair.Key}")))
            .Add("waiting for a scan", overview.Text("waiting") is "0" ? "" : overview.Text("waiting"))
            .Add("last scan of all", scan.Moment("started_at") is { Length: > 0 } begun
                ? $"{begun}, {scan.Text("done")} of {scan.Text("total")} done, {scan.Text("unsafe")} unsafe, {scan.Text("failed")} failed"
                : "never");
    }

    private static TableView Table(JsonElement overview) => new TableView(
        "There is nothing to scan.", "!PATH", "KIND", "VERDICT", "OPEN", "!SCANNED")
        .AddAll(overview.Items("items"), static item =>
        [
            new(item.Text("path"), Tone.Strong), item.Text("kind"), Verdict(item), Open(item), item.Moment("scan_timestamp"),
        ]);

    /// <summary>Such as <c>1 high, 2 low</c>.</summary>
    private static string Open(JsonElement item) => string.Join(", ", item.Items("findings")
        .Where(static finding => finding.Text("state") == "open").Select(static finding => finding.Text("severity"))
        .CountBy(static severity => severity).OrderBy(static pair => Array.IndexOf(Severities, pair.Key))
        .Select(static pair => $"{pair.Value} {pair.Key.ToLowerInvariant()}"));

    private static string VerdictOf(JsonElement item) => item.Text("verdict") is { Length: > 0 } verdict ? verdict : "not scanned";

    private static Cell Verdict(JsonElement item) => new(VerdictOf(item), item.Text("verdict") switch
    {
        "safe" => Tone.Good,
        "unsafe" or "failed" => Tone.Bad,
        "" => Tone.Faint,
        _ => Tone.Warning,
    });

    private static Command Findings(CliContext cli)
    {
        var path = new Argument<string?>("path")
        {
            Description = "only of this server or agent",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var all = new Option<bool>("--all") { Description = "those that were accepted or mended, too" };
        var severity = new Option<string?>("--severity") { Description = "only these: critical, high, medium or low" };
        severity.AcceptOnlyFromAmong("critical", "high", "medium", "low");
        var fail = new Option<bool>("--fail") { Description = "end with 8 when there is one" };
        return cli.Runs(new("findings", "List what scans found") { path, all, severity, fail }, async (run, cancellationToken) =>
        {
            var overview = await run.GetAsync(ApiRoutes.SecurityOverview, cancellationToken);
            var found = SecurityFinding.Of(overview)
                .Where(finding => run.Parsed.GetValue(path) is not { } only || finding.IsOf(only))
                .Where(finding => run.Get(all) || finding.Text("state") == "open")
                .Where(finding => run.Get(severity) is not { } one
                    || finding.Text("severity").Equals(one, StringComparison.OrdinalIgnoreCase))
                .OrderBy(static finding => Array.IndexOf(Severities, finding.Text("severity"))).ToArray();
            if (run.Output.IsJson)
            {
                run.Output.Json(SecurityFinding.ToJson(found));
            }
            else
            {
                run.Output.Show(new TableView("Nothing was found.", "!ID", "SEVERITY", "WHERE", "FINDING")
                    .AddAll(found, static finding => finding.Cells)
                    .Render());
            }

            run.ExitCode = run.Get(fail) && found.Length > 0 ? ExitCodes.Findings : ExitCodes.Success;
        });
    }
}
