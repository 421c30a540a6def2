using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Audit;

/// <summary><c>mcpgw audit</c>: recorded calls, the audit of changes, and whether that is what was written.</summary>
internal static class AuditCommands
{
    public static Command Create(CliContext cli) => new("audit", "Read recorded calls and the audit of changes, and verify it")
    {
        List(cli),
        AuditExport.Create(cli),
        AuditSeries.Create(cli),
        AuditEvents.CreateEvents(cli),
        AuditEvents.CreateStatistics(cli),
        AuditEvents.CreateSummary(cli),
        AuditEvents.CreateChain(cli),
        AuditVerify.Create(cli),
    };

    private static Command List(CliContext cli)
    {
        var filter = FilterOptions.OfCalls();
        var limit = new Option<int>("--limit") { Description = "how many at most", DefaultValueFactory = static _ => 50 };
        var command = new Command("list", "List calls, newest first: yours, or everyone's for administrators") { limit };
        filter.AddTo(command);
        return cli.Runs(command, async (run, cancellationToken) =>
        {
            var answer = await run.Gateway.JsonAsync(
                ApiRoutes.AuditCalls,
                cancellationToken,
                query: [.. filter.Query(run), new("limit", run.Get(limit).ToString(CultureInfo.InvariantCulture))]);
            run.Output.Result(answer, () => new TableView("There is no such call.", "!TIME", "USER", "SERVER", "WHAT", "OUTCOME", "#MS")
                .AddAll(answer.Items("calls"), Row)
                .Render());
        });
    }

    private static Cell[] Row(JsonElement call) =>
    [
        CallRecords.TimeOf(call), call.Text("user"), call.Text("server"), CallRecords.WhatOf(call), CallRecords.OutcomeOf(call),
        call.Number(CallRecords.Duration) is { } took ? took.ToString("0.#", CultureInfo.InvariantCulture) : "",
    ];
}
