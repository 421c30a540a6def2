using System.Diagnostics;
using System.Globalization;
using McpGateway.Foundation.Records;

namespace McpGateway.Records;

/// <summary>Fills each store, asks everything that pages and the API ask, and drops a day under a writer.</summary>
internal static class RecordBench
{
    private const int BatchSize = 18_000;
    private const int PageSize = 100;

    public static async Task<int> RunAsync(RecordOptions options)
    {
        foreach (var backend in options.Stores)
        {
            await using var store = await RecordStore.StartAsync(backend);
            await Console.Out.WriteLineAsync($"## {backend}");
            var end = DateTimeOffset.UtcNow;
            var maker = new RecordMaker(options.Rows, end - options.Span, options.Span);
            await FillAsync(store, maker, options.Rows);
            await AskAsync(store, end - options.Span, end, options);
            await SumAsync(store, end - options.Span, end, options);
            await DropAsync(store, end - options.Span);
        }

        return 0;
    }

    private static async Task FillAsync(RecordStore store, RecordMaker maker, int rows)
    {
        var clock = Stopwatch.StartNew();
        var next = Task.Run(() => maker.Make(0, Math.Min(BatchSize, rows)));
        for (int done = 0, number = 1; done < rows; done += BatchSize, number++)
        {
            var batch = await next;
            var start = done + BatchSize;
            next = start < rows ? Task.Run(() => maker.Make(start, Math.Min(BatchSize, rows - start))) : next;
            await store.Log.AppendAsync(batch, new("bench", number), CancellationToken.None);
        }

        var seconds = clock.Elapsed.TotalSeconds;
        while (await store.Log.MaintainAsync(RecordMaker.Stream, DateTimeOffset.UtcNow, CancellationToken.None))
        {
            // Until there is nothing to do.
        }

        await LineAsync(
            $"{rows:N0} records in {seconds:0} s, {seconds / rows * 1e6:0.0} µs each; {store.MegaBytes():N0} MB,"
            + $" {store.MegaBytes() / rows * 1e6:0.0} bytes each");
    }

    private static async Task AskAsync(RecordStore store, DateTimeOffset start, DateTimeOffset end, RecordOptions options)
    {
        var all = new LogFilter { Stream = RecordMaker.Stream };
        var oldest = (await PageAsync(store, all with { To = start.AddMinutes(2) }, null)).Entries;
        var middle = (await PageAsync(store, all with { To = start + (options.Span / 2) }, null)).Entries[0];
        (string Name, LogFilter Filter, string? Cursor)[] questions =
        [
            ("newest page", all, null),
            ("next page", all, (await PageAsync(store, all, null)).Next),
            ("oldest page, by cursor", all, oldest[0].Id),
            ("ten minutes of the middle", all with { From = middle.At.AddMinutes(-10), To = middle.At }, null),
            ("id of a call", all with { Id = middle.Id }, null),
            ("user, frequent", all with { User = RecordMaker.UserAt(0) }, null),
            ("user, one of the least", all with { User = RecordMaker.UserAt(1_990) }, null),
            ("user with 3 calls", all with { User = RecordMaker.RareUser }, null),
            ("subject with 3 calls", all with { Subject = "local:" + RecordMaker.RareUser }, null),
            ("user who does not exist", all with { User = "nobody" }, null),
            ("server", all with { Server = "team/server7" }, null),
            ("tool", all with { Target = "tool_7_3" }, null),
            ("tool with 5 calls", all with { Target = RecordMaker.RareTarget }, null),
            ("method", all with { Method = "tools/list" }, null),
            ("client", all with { Client = "client-07" }, null),
            ("replica", all with { Instance = "mcp-gateway-1/1" }, null),
            ("outcome: denied", all with { Outcome = "denied" }, null),
            ("outcome with 20 calls", all with { Outcome = RecordMaker.RareOutcome }, null),
            ("status 502", all with { Status = 502 }, null),
            ("status with 20 calls", all with { Status = 504 }, null),
            ("user and server and denied", all with { User = RecordMaker.UserAt(3), Server = "team/server9", Outcome = "denied" }, null),
            ("combination with 2 calls", RecordMaker.RareCombination, null),
            ("text of a tool", all with { Text = "tool_7_3" }, null),
            ("text with 5 calls", all with { Text = RecordMaker.RareTarget }, null),
            ("text that does not exist", all with { Text = "xylophone" }, null),
        ];
        await LineAsync("| Page of 100 | found | first ms | median ms |");
        await LineAsync("|---|---|---|---|");
        foreach (var (name, filter, cursor) in questions)
        {
            var found = 0;
            var times = await TimeAsync(
                options.Rounds, async () => found = (await PageAsync(store, filter, cursor)).Entries.Count);
            await LineAsync($"| {name} | {found} | {times[0]:0.0} | {Median(times):0.0} |");
        }
    }

    private static async Task SumAsync(RecordStore store, DateTimeOffset start, DateTimeOffset end, RecordOptions options)
    {
        await LineAsync("| Sums of the whole time | points | first ms | median ms | processor ms |");
        await LineAsync("|---|---|---|---|---|");
        foreach (var dimension in Enum.GetValues<SeriesDimension>())
        {
            var query = new SeriesQuery
            {
                Stream = RecordMaker.Stream,
                From = start,
                To = end,
                Step = TimeSpan.FromHours(1),
                GroupBy = dimension,
            };
            await SumAsync($"by the hour and {dimension}", options.Rounds, () => store.Series.ReadAsync(query, CancellationToken.None));
            await SumAsync($"by {dimension}", options.Rounds, () => store.Series.SumAsync(query, CancellationToken.None));
        }
    }

    private static async Task SumAsync(string name, int rounds, Func<Task<IReadOnlyList<SeriesPoint>>> read)
    {
        var points = 0;
        var calls = 0L;
        var before = Environment.CpuUsage.TotalTime;
        var times = await TimeAsync(rounds, async () =>
        {
            var sums = await read();
            (points, calls) = (sums.Count, sums.Sum(static point => point.Calls));
        });
        var processor = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / rounds;
        await LineAsync($"| {name} ({calls:N0} calls) | {points} | {times[0]:0.0} | {Median(times):0.0} | {processor:0.0} |");
    }

    /// <summary>A writer writes 50 records fifty times in a second; then it goes on while the oldest day is dropped.</summary>
    private static async Task DropAsync(RecordStore store, DateTimeOffset start)
    {
        await LineAsync("| Writing | writes | median ms | longest ms |");
        await LineAsync("|---|---|---|---|");
        var maker = new RecordMaker(1_000_000, DateTimeOffset.UtcNow, TimeSpan.FromHours(1));
        await WriteAsync("alone", Task.Delay(TimeSpan.FromSeconds(5)));
        var clock = Stopwatch.StartNew();
        var removed = 0L;
        var drop = Task.Run(async () =>
        {
            var firstDay = new DateTimeOffset(start.UtcDateTime.Date, TimeSpan.Zero);
            removed = await store.Log.TrimAsync(RecordMaker.Stream, firstDay.AddDays(1), CancellationToken.None);
            removed += await store.Log.TrimAsync(RecordMaker.Stream, firstDay.AddDays(2), CancellationToken.None);
            clock.Stop();
            await Task.Delay(TimeSpan.FromSeconds(1));
        });
        await WriteAsync("while days are dropped", drop);
        await LineAsync($"Dropped {removed:N0} records in {clock.Elapsed.TotalMilliseconds:0} ms; {store.MegaBytes():N0} MB are left.");

        async Task WriteAsync(string name, Task until)
        {
            var times = new List<double>();
            for (var number = 0; !until.IsCompleted; number++)
            {
                var batch = maker.Make(number * 50, 50);
                times.AddRange(await TimeAsync(1, () => store.Log.AppendAsync(batch, new(name, number + 1), CancellationToken.None)));
                await Task.Delay(TimeSpan.FromMilliseconds(20));
            }

            await until;
            await LineAsync($"| {name} | {times.Count} | {Median(times):0.0} | {times.Max():0.0} |");
        }
    }

    private static async Task<LogPage> PageAsync(RecordStore store, LogFilter filter, string? cursor) =>
        (await store.Log.QueryAsync(filter, cursor, PageSize, CancellationToken.None)).Value!;

    private static async Task<List<double>> TimeAsync(int rounds, Func<Task> work)
    {
        var times = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var clock = Stopwatch.GetTimestamp();
            await work();
            times.Add(Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
        }

        return times;
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static Task LineAsync(FormattableString text) => LineAsync(text.ToString(CultureInfo.InvariantCulture));

    private static Task LineAsync(string text) => Console.Out.WriteLineAsync(text);
}
