using System.CommandLine;
using System.Text.Json;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

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
                run.Output.Result(history, () => HealthHistoryView.Of(history));
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

    private static string Reason(JsonElement entry) =>
        entry.Text("final_address") is { Length: > 0 } there ? $"{entry.Text("reason")} It answers at {there}." : entry.Text("reason");
}
