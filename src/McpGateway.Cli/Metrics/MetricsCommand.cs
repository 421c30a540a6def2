using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Audit;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Metrics;

/// <summary><c>mcpgw metrics</c>: recorded calls in figures. Durations are exact: each call counts.</summary>
internal static class MetricsCommand
{
    private static readonly Dictionary<string, string> Keys = new(StringComparer.Ordinal)
    {
        ["server"] = "server",
        ["tool"] = "target",
        ["user"] = "user",
        ["client"] = "client_id",
        ["method"] = "method",
        ["outcome"] = "outcome",
    };

    public static Command Create(CliContext cli)
    {
        var filter = FilterOptions.OfCalls();
        var by = new Option<string>("--by") { Description = string.Join(", ", Keys.Keys), DefaultValueFactory = static _ => "server" };
        by.AcceptOnlyFromAmong([.. Keys.Keys]);
        var top = new Option<int>("--top") { Description = "how many rows", DefaultValueFactory = static _ => 20 };
        var database = new Option<string?>("--database")
        {
            Description = "write everything to this SQLite file instead, also what other programs measured",
            HelpName = "file",
        };
        var command = new Command("metrics", "Sum up recorded calls of the last day: how many, how many failed, how long")
        {
            by, top, database,
        };
        filter.AddTo(command);
        return cli.Runs(command, async (run, cancellationToken) =>
        {
            if (run.Get(database) is { } file)
            {
                await MetricsDatabase.SaveAsync(run, file, cancellationToken);
                return;
            }

            var calls = CallRecords.AllAsync(run, filter.Query(run, since: "24h"), cancellationToken);
            var sums = await Progress.WhileAsync(
                run, "Reading the calls", () => SumAsync(calls, Keys[run.Get(by)!], cancellationToken));
            var rows = sums.OrderByDescending(static sum => sum.Durations.Count).ThenBy(static sum => sum.Name, StringComparer.Ordinal)
                .Take(run.Get(top)).ToArray();
            if (run.Output.IsJson)
            {
                run.Output.Json(new JsonObject
                {
                    ["by"] = run.Get(by),
                    ["rows"] = new JsonArray([.. rows.Select(static row => (JsonNode)row.ToJson())]),
                });
                return;
            }

            string[] columns = [run.Get(by)!.ToUpperInvariant(), "#CALLS", "#DENIED", "#FAILED", "#P50 MS", "#P95 MS", "#MAX MS"];
            run.Output.Show(new TableView("There was no call.", columns)
                .AddAll(rows, static row =>
                [
                    new(row.Name.Length > 0 ? row.Name : "(none)", Tone.Strong), Count(row.Durations.Count), Count(row.Denied),
                    Count(row.Failed), Shown(row.Quantile(0.5)), Shown(row.Quantile(0.95)), Shown(row.Quantile(1)),
                ])
                .Render());
        });
    }

    private static async Task<IReadOnlyCollection<CallSum>> SumAsync(
        IAsyncEnumerable<JsonElement> calls, string member, CancellationToken cancellationToken)
    {
        var sums = new Dictionary<string, CallSum>(StringComparer.Ordinal);
        await foreach (var call in calls.WithCancellation(cancellationToken))
        {
            var name = call.Text(member);
            if (!sums.TryGetValue(name, out var sum))
            {
                sums[name] = sum = new(name);
            }

            sum.Add(call);
        }

        return sums.Values;
    }

    private static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Shown(double value) => value.ToString("N1", CultureInfo.InvariantCulture);

    /// <summary>Calls that have one thing in common.</summary>
    private sealed class CallSum(string name)
    {
        private bool _isSorted;

        public string Name { get; } = name;

        public List<double> Durations { get; } = [];

        public int Denied { get; private set; }

        public int Failed { get; private set; }

        public void Add(JsonElement call)
        {
            Durations.Add(call.Number(CallRecords.Duration) ?? 0);
            _isSorted = false;
            Denied += call.Text("outcome") is "denied" or "unauthenticated" ? 1 : 0;
            Failed += call.Number("status") is >= 500 ? 1 : 0;
        }

        /// <summary>The smallest duration that this share of the calls did not exceed (nearest rank).</summary>
        public double Quantile(double share)
        {
            if (!_isSorted)
            {
                Durations.Sort();
                _isSorted = true;
            }

            return Durations[Math.Max(0, (int)Math.Ceiling(share * Durations.Count) - 1)];
        }

        public JsonObject ToJson() => new JsonObject
        {
            ["name"] = Name,
            ["calls"] = Durations.Count,
            ["denied"] = Denied,
            ["failed"] = Failed,
            ["p50_ms"] = Quantile(0.5),
            ["p95_ms"] = Quantile(0.95),
            ["max_ms"] = Quantile(1),
        };
    }
}
