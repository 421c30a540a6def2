using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Audit;

/// <summary><c>mcpgw audit series</c>: sums of calls over time, also of calls whose records are gone already.</summary>
internal static class AuditSeries
{
    private static readonly string[] Groups =
        ["total", "server", "tool", "user", "subject", "client", "outcome", "method", "caller"];

    public static Command Create(CliContext cli)
    {
        var time = new TimeOptions();
        var step = new Option<int?>("--step") { Description = "minutes of a point; so that there are at most 120 when left out" };
        var by = new Option<string>("--by") { Description = string.Join(", ", Groups), DefaultValueFactory = static _ => "total" };
        by.AcceptOnlyFromAmong(Groups);
        var key = new Option<string?>("--key") { Description = "only this server, tool (server tool), user, …" };
        var top = new Option<int>("--top")
        {
            Description = "how many are told apart; the rest is one",
            DefaultValueFactory = static _ => 20,
        };
        var whole = new Option<bool>("--whole") { Description = "one sum for the whole time" };
        var command = new Command("series", "Sum up calls by the minute, the hour and coarser");
        time.AddTo(command);
        foreach (var option in (Option[])[step, by, key, top, whole])
        {
            command.Add(option);
        }

        return cli.Runs(
            command,
            async (run, cancellationToken) =>
            {
                var answer = await run.Gateway.JsonAsync(
                    ApiRoutes.AuditSeries,
                    cancellationToken,
                    query:
                    [
                        .. time.Query(run),
                        new("step", run.Get(step)?.ToString(CultureInfo.InvariantCulture)),
                        new("group_by", run.Get(by)), new("key", run.Get(key)),
                        new("top", run.Get(top).ToString(CultureInfo.InvariantCulture)),
                        new("whole", run.Get(whole) ? "true" : null),
                    ]);
                run.Output.Result(answer, () => Table(answer, run.Get(by)!).Render());
            });
    }

    private static TableView Table(JsonElement answer, string by)
    {
        var isWhole = by == "total";
        string[] numbers = ["#CALLS", "#MEAN MS", "#P50 MS", "#P95 MS", "#IN", "#OUT"];
        return new TableView("There was no call.", isWhole ? ["!AT", .. numbers] : ["!AT", by.ToUpperInvariant(), .. numbers])
            .AddAll(answer.Items("points"), point =>
            {
                Cell[] sums =
                [
                    point.Text("calls"), Milliseconds(point, "mean_ms"), Milliseconds(point, "p50_ms"), Milliseconds(point, "p95_ms"),
                    Size(point, "bytes_in"), Size(point, "bytes_out"),
                ];
                return isWhole
                    ? [point.Moment("at"), .. sums]
                    : [point.Moment("at"), point.Text("key") is { Length: > 0 } key ? key : "(others)", .. sums];
            });
    }

    private static string Milliseconds(JsonElement point, string name) =>
        point.Number(name)?.ToString("0.#", CultureInfo.InvariantCulture) ?? "";

    private static string Size(JsonElement point, string name) => point.Number(name) switch
    {
        null => "",
        < 10_000 and var bytes => $"{bytes:0} B",
        < 10_000_000 and var bytes => $"{bytes / 1000:0} kB",
        var bytes => $"{bytes / 1_000_000:0} MB",
    };
}
