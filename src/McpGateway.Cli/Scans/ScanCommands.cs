using System.CommandLine;
using System.Text.Json;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;
using Spectre.Console;

namespace McpGateway.Cli.Scans;

/// <summary><c>mcpgw scan</c>: security scans of servers and agents.</summary>
internal static class ScanCommands
{
    public static Command Create(CliContext cli) => new("scan", "Scan servers and agents for what is unsafe")
    {
        Run(cli, "server", "Scan a server now", ApiRoutes.ServerRescan),
        Run(cli, "agent", "Scan an agent now", ApiRoutes.AgentRescan),
        All(cli),
        Show(cli, "show", "Show the last scan of a server", ApiRoutes.ServerScan),
        Show(cli, "show-agent", "Show the last scan of an agent", ApiRoutes.AgentScan),
    };

    private static Option<bool> Fail() => new("--fail") { Description = "end with 8 when it is not safe" };

    private static Command Run(CliContext cli, string name, string description, ApiRoute route)
    {
        var path = new Argument<string>("path") { Description = "its path at the gateway" };
        var fail = Fail();
        return cli.Runs(new(name, description) { path, fail }, async (run, cancellationToken) => Tell(
            run,
            await Commands.Progress.WhileAsync(
                run, $"Scanning {run.Get(path)}", () => run.SendAsync(route, null, cancellationToken, run.Get(path))),
            run.Get(fail)));
    }

    private static Command All(CliContext cli) =>
        cli.Runs(new("all", "Begin to scan every server and agent"), async (run, cancellationToken) =>
        {
            var answer = await run.SendAsync(ApiRoutes.SecurityScan, null, cancellationToken);
            run.Output.Result(answer, $"The scan began {answer.Moment("started_at")}. See: mcpgw security overview");
        });

    private static Command Show(CliContext cli, string name, string description, ApiRoute route)
    {
        var path = new Argument<string>("path") { Description = "its path at the gateway" };
        var fail = Fail();
        return cli.Runs(new(name, description) { path, fail }, async (run, cancellationToken) =>
            Tell(run, await run.GetAsync(route, cancellationToken, run.Get(path)), run.Get(fail)));
    }

    private static void Tell(CommandRun run, JsonElement scan, bool fails)
    {
        run.Output.Result(scan, () => new Rows(
            new DetailView()
                .Add("scanned", new(scan.Text("server_path", otherwise: "agent_path"), Tone.Strong))
                .Add("when", scan.Moment("scan_timestamp"))
                .Add("verdict", VerdictOf(scan))
                .Add("problem", scan.Text("error_message"))
                .Add("analyzers", scan.Joined("analyzers_used"))
                .Add("critical", scan.Text("critical_issues"))
                .Add("high", scan.Text("high_severity"))
                .Add("medium", scan.Text("medium_severity"))
                .Add("low", scan.Text("low_severity"))
                .Render(),
            FindingsOf(scan)));
        run.ExitCode = fails && (scan.Flag("scan_failed") || !scan.Flag("is_safe")) ? ExitCodes.Findings : ExitCodes.Success;
    }

    private static Cell VerdictOf(JsonElement scan) => scan.Flag("scan_failed") ? new("the scan failed", Tone.Bad)
        : scan.Flag("is_safe") ? new("safe", Tone.Good)
        : new("unsafe", Tone.Bad);

    /// <summary>The findings of each tool, where the scan lists them.</summary>
    private static Spectre.Console.Rendering.IRenderable FindingsOf(JsonElement scan)
    {
        var tools = scan.Items("tool_results") is { Count: > 0 } lifted ? lifted : scan.At("raw_output").Items("tool_results");
        var table = new TableView("", "TOOL", "!SAFE", "FINDINGS");
        foreach (var tool in tools)
        {
            var findings = tool.At("findings").Members().SelectMany(static analyzer => analyzer.Value.Items("threat_names")
                .Select(threat => $"{analyzer.Name}: {JsonRead.ScalarOf(threat)} ({analyzer.Value.Text("severity")})"));
            table.Add(new(tool.Text("tool_name"), Tone.Strong), Cell.State(tool.Text("is_safe")), string.Join("; ", findings));
        }

        return tools.Count == 0 ? new Text("") : table.Render();
    }
}
