using System.CommandLine;
using System.Text;
using System.Text.Json;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Audit;

namespace McpGateway.Cli.Audit;

/// <summary><c>mcpgw audit export</c>: all calls that pass a filter, one a line, for tools that read such files.</summary>
internal static class AuditExport
{
    private static readonly string[] Columns =
    [
        "id", "at", "user", "subject", "auth_method", "client_id", "server", "method", "target", "outcome", "status", "duration_ms",
        "request_bytes", "response_bytes", "instance", "trace_id",
    ];

    public static Command Create(CliContext cli)
    {
        var filter = FilterOptions.OfCalls();
        var format = new Option<string>("--format") { Description = "ndjson or csv", DefaultValueFactory = static _ => "ndjson" };
        format.AcceptOnlyFromAmong("ndjson", "csv");
        var file = new Option<string?>("--output", "-o") { Description = "write to this file instead" };
        var command = new Command("export", "Print every call that passes a filter, as JSON lines or CSV") { format, file };
        filter.AddTo(command);
        return cli.Runs(command, async (run, cancellationToken) =>
        {
            await using var opened = run.Get(file) is { } name
                ? new StreamWriter(Path.Combine(run.Environment.WorkingDirectory, name), append: false, new UTF8Encoding(false))
                : null;
            TextWriter writer = opened ?? run.Output.Terminal.Out;
            var isCsv = run.Get(format) == "csv";
            if (isCsv)
            {
                await writer.WriteLineAsync(string.Join(',', Columns));
            }

            var count = 0;
            await foreach (var call in CallRecords.AllAsync(run, filter.Query(run), cancellationToken))
            {
                await writer.WriteLineAsync(isCsv ? CsvOf(call) : call.GetRawText());
                count++;
            }

            run.Output.Note($"{count} calls.");
        });
    }

    private static string CsvOf(JsonElement call) => string.Join(',', Columns.Select(column => CsvCell.Of(call.Text(column))));
}
