using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;
using Spectre.Console;

namespace McpGateway.Cli.Servers;

/// <summary><c>mcpgw server health</c>: of all servers now, or of one over time.</summary>
internal static class ServerHealth
{
    public static Command Create(CliContext cli)
    {
        var path = new Argument<string?>("path")
        {
            Description = "one server's history; all servers now when left out",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var check = new Option<bool>("--fail") { Description = "end with 8 when a server that is switched on is not healthy" };
        return cli.Runs(new("health", "Show the health of servers") { path, check }, async (run, cancellationToken) =>
        {
            if (run.Parsed.GetValue(path) is { } one)
            {
                var history = await run.GetAsync(ApiRoutes.ServerHealthHistory, cancellationToken, one);
                run.Output.Result(history, () => HistoryOf(history));
                return;
            }

            var all = await run.GetAsync(ApiRoutes.ServerHealth, cancellationToken);
            run.Output.Result(all, () => new TableView("There is no server.", "!PATH", "STATE", "CHECKED", "REASON")
                .AddAll(all.Members(), static entry =>
                [
                    new(entry.Name.TrimEnd('/'), Tone.Strong), Cell.State(entry.Value.Text("state")),
                    entry.Value.Moment("last_checked_iso"), Reason(entry.Value),
                ])
                .Render());
            run.ExitCode = run.Get(check) && all.Members().Any(static entry => entry.Value.Text("state") == "unhealthy")
                ? ExitCodes.Findings
                : ExitCodes.Success;
        });
    }

    private static Rows HistoryOf(JsonElement history) => new(
        new DetailView()
            .Add("server", new(history.Text("server_path"), Tone.Strong))
            .Add("from", history.Moment("from"))
            .Add("to", history.Moment("to"))
            .Add("checks", history.Text("checks"))
            .Add("up", history.Number("uptime_percent") is { } up ? up.ToString("0.##", CultureInfo.InvariantCulture) + " %" : "")
            .Add("mean", Milliseconds(history, "mean_ms"))
            .Add("slowest", Milliseconds(history, "slowest_ms"))
            .Render(),
        new Text(""),
        new TableView("Its state did not change.", "!SINCE", "STATE")
            .AddAll(history.Items("changes"), static change => [change.Moment("at"), Cell.State(change.Text("status"))])
            .Render());

    private static string Reason(JsonElement entry) =>
        entry.Text("final_address") is { Length: > 0 } there ? $"{entry.Text("reason")} It answers at {there}." : entry.Text("reason");

    private static string Milliseconds(JsonElement json, string name) =>
        json.Number(name) is { } value ? value.ToString("0", CultureInfo.InvariantCulture) + " ms" : "";
}
