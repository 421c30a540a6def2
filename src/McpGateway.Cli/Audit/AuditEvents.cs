using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace McpGateway.Cli.Audit;

/// <summary><c>mcpgw audit events|statistics|summary|chain</c>: changes, sign-ins and tokens. For administrators.</summary>
internal static class AuditEvents
{
    public static Command CreateEvents(CliContext cli)
    {
        var filter = FilterOptions.OfEvents();
        var limit = new Option<int>("--limit") { Description = "how many at most", DefaultValueFactory = static _ => 50 };
        var request = new Option<string?>("--request") { Description = "the events of this request, and no others" };
        var command = new Command("events", "List changes, sign-ins and tokens, newest first") { limit, request };
        filter.AddTo(command);
        return cli.Runs(command, async (run, cancellationToken) =>
        {
            var answer = run.Get(request) is { } id
                ? await run.GetAsync(ApiRoutes.AuditEventsOfRequest, cancellationToken, id)
                : await run.Gateway.JsonAsync(
                    ApiRoutes.AuditEvents,
                    cancellationToken,
                    query: [.. filter.Query(run), new("limit", run.Get(limit).ToString(CultureInfo.InvariantCulture))]);
            run.Output.Result(answer, () => new TableView("There is no such event.", "!TIME", "USER", "OPERATION", "OF", "OUTCOME")
                .AddAll(answer.Items("events"), Row)
                .Render());
        });
    }

    public static Command CreateStatistics(CliContext cli)
    {
        var filter = FilterOptions.OfEvents();
        var command = new Command("statistics", "Count changes, sign-ins and tokens");
        filter.AddTo(command);
        return cli.Runs(command, async (run, cancellationToken) =>
        {
            var answer = await run.Gateway.JsonAsync(ApiRoutes.AuditStatistics, cancellationToken, query: filter.Query(run));
            run.Output.Result(answer, () => Counts(answer));
        });
    }

    public static Command CreateSummary(CliContext cli)
    {
        var days = new Option<int>("--days") { Description = "how many days", DefaultValueFactory = static _ => 7 };
        return cli.Runs(new("summary", "Show the last days in a few numbers") { days }, async (run, cancellationToken) =>
        {
            var answer = await run.Gateway.JsonAsync(
                ApiRoutes.AuditSummary,
                cancellationToken,
                query: [new("days", run.Get(days).ToString(CultureInfo.InvariantCulture))]);
            run.Output.Result(answer, () => new Rows(
                new DetailView()
                    .Add("from", answer.Moment("from"))
                    .Add("to", answer.Moment("to"))
                    .Add("failed sign-ins", answer.Text("failed_sign_ins"))
                    .Add("denied", answer.Text("denied"))
                    .Render(),
                new Text(""),
                Counts(answer.At("events"))));
        });
    }

    public static Command CreateChain(CliContext cli) =>
        cli.Runs(new("chain", "Show how far the audit goes and up to where it is signed"), async (run, cancellationToken) =>
        {
            var answer = await run.GetAsync(ApiRoutes.AuditChain, cancellationToken);
            run.Output.Result(answer, () => new TableView("The audit is empty.", "STREAM", "#EVENTS", "#SIGNED TO", "SIGNED", "LAST HASH")
                .AddAll(answer.Items("streams"), static stream =>
                [
                    new(stream.Text("stream"), Tone.Strong), stream.Text("number"), stream.Text("signed_to"), stream.Moment("signed_at"),
                    stream.Text("hash"),
                ])
                .Render());
        });

    private static Cell[] Row(JsonElement item)
    {
        var audited = item.At("event");
        var (action, response) = (audited.At("action"), audited.At("response"));
        return
        [
            audited.Moment("timestamp"), audited.At("identity").Text("username"),
            $"{action.Text("operation")} {action.Text("resource_type")}".Trim(), action.Text("resource_id"),
            new(response.Text("outcome"), response.Text("outcome") == "success" ? Tone.Good : Tone.Bad),
        ];
    }

    private static IRenderable Counts(JsonElement statistics)
    {
        (string Member, string Heading)[] groups =
        [
            ("by_stream", "stream"), ("by_outcome", "outcome"), ("by_decision", "decision"), ("top_operations", "operation"),
            ("top_resource_types", "of"), ("top_users", "user"),
        ];
        var table = new TableView("Nothing happened.", "BY", "WHAT", "#EVENTS");
        table.Add(new("all", Tone.Strong), "", statistics.Text("total"));
        foreach (var (member, heading) in groups)
        {
            table.AddAll(statistics.Items(member), count => [new(heading, Tone.Faint), count.Text("name"), count.Text("count")]);
        }

        return table.Render();
    }
}
