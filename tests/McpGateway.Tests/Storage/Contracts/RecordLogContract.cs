using System.Diagnostics;
using McpGateway.Foundation;
using McpGateway.Foundation.Records;

namespace McpGateway.Tests.Storage.Contracts;

/// <summary>What every record log does.</summary>
public abstract class RecordLogContract : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly LogFilter All = new() { Stream = "calls" };

    private IRecordLog? _log;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IRecordLog Log => _log!;

    public async ValueTask InitializeAsync() => _log = await CreateAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task Append_Entry_RoundTrips()
    {
        LogEntry[] entries =
        [
            Entry(1) with { User = "ann", Subject = "local:1", Server = "/time", Outcome = "allowed", Method = "tools/call",
                Target = "now", Client = "cli", Status = 200, Instance = "host/1", Value = 1.25,
                Body = """{"tool":"now","note":"ü 🔑"}""" },
            Entry(0),
        ];
        await Log.AppendAsync(entries, Cancel);
        Assert.Equal(entries, (await ReadAsync(All)).Select(entry => entry with { Id = null }));
    }

    [Fact]
    public async Task Query_Id_FindsTheOneRecord()
    {
        await Log.AppendAsync([Entry(0), Entry(0), Entry(1)], Cancel);
        var entries = await ReadAsync(All);

        Assert.Equal(3, entries.Select(entry => entry.Id).Distinct().Count());
        foreach (var entry in entries)
        {
            Assert.Equal(entry, Assert.Single(await ReadAsync(All with { Id = entry.Id })));
        }

        Assert.Empty(await ReadAsync(All with { Id = "1-1" }));
        Assert.Equal(ErrorKind.Invalid, (await Log.QueryAsync(All with { Id = "none" }, null, 1, Cancel)).Error?.Kind);
    }

    [Fact]
    public async Task Append_NothingAtAll_IsAllowed()
    {
        await Log.AppendAsync([], Cancel);
        Assert.Empty(await ReadAsync(All));
    }

    [Fact]
    public async Task Append_HostileText_DoesNotLoseTheBatch()
    {
        await Log.AppendAsync(
            [Entry(0) with { User = "a\0b" }, Entry(1) with { User = "\ud800" }, Entry(2) with { User = "'; DROP TABLE records; --" }],
            Cancel);
        Assert.Equal(["'; DROP TABLE records; --", "\ufffd", "a\ufffdb"], (await ReadAsync(All)).Select(entry => entry.User));
        Assert.Single(await ReadAsync(All with { User = "a\0b" }));
    }

    [Fact]
    public async Task Query_Filters_RestrictTogether()
    {
        await Log.AppendAsync(
            [
                Entry(0) with { User = "ann", Subject = "local:1", Server = "/a", Outcome = "allowed" },
                Entry(1) with { User = "ann", Server = "/b", Outcome = "denied" },
                Entry(2) with { User = "bob", Server = "/a", Outcome = "denied" },
                Entry(3) with { Stream = "audit", User = "ann", Server = "/a", Outcome = "denied" },
            ],
            Cancel);

        Assert.Equal([1, 0], await SecondsAsync(All with { User = "ann" }));
        Assert.Equal([0], await SecondsAsync(All with { User = "ann", Subject = "local:1" }));
        Assert.Empty(await SecondsAsync(All with { Subject = "local:2" }));
        Assert.Equal([2, 0], await SecondsAsync(All with { Server = "/a" }));
        Assert.Equal([2, 1], await SecondsAsync(All with { Outcome = "denied" }));
        Assert.Equal([1], await SecondsAsync(All with { User = "ann", Outcome = "denied" }));
        Assert.Equal([3], await SecondsAsync(new() { Stream = "audit" }));
        Assert.Empty(await SecondsAsync(All with { User = "Ann" }));
    }

    [Fact]
    public async Task Query_FurtherFilters_RestrictTogether()
    {
        await Log.AppendAsync(
            [
                Entry(0) with { Method = "tools/call", Target = "a", Client = "x", Status = 200, Instance = "h/1" },
                Entry(1) with { Method = "tools/call", Target = "b", Client = "x", Status = 403, Instance = "h/2" },
                Entry(2) with { Method = "tools/list", Client = "y", Status = 200, Instance = "h/2" },
                Entry(3),
            ],
            Cancel);

        Assert.Equal([1, 0], await SecondsAsync(All with { Method = "tools/call" }));
        Assert.Equal([0], await SecondsAsync(All with { Target = "a" }));
        Assert.Equal([1, 0], await SecondsAsync(All with { Client = "x" }));
        Assert.Equal([2, 0], await SecondsAsync(All with { Status = 200 }));
        Assert.Equal([2, 1], await SecondsAsync(All with { Instance = "h/2" }));
        Assert.Equal([1], await SecondsAsync(All with { Instance = "h/2", Client = "x", Status = 403 }));
        Assert.Empty(await SecondsAsync(All with { Target = "a", Status = 403 }));
    }

    [Fact]
    public async Task Query_TimeRange_IsHalfOpen()
    {
        await Log.AppendAsync([Entry(0), Entry(1), Entry(2), Entry(3)], Cancel);
        Assert.Equal([2, 1], await SecondsAsync(All with { From = Start.AddSeconds(1), To = Start.AddSeconds(3) }));
    }

    [Theory]
    [InlineData("needle", 0)]
    [InlineData("NEEDLE", 0)]
    [InlineData("100%", 1)]
    [InlineData("a_b", 2)]
    [InlineData("wow!", 3)]
    [InlineData("über", 4)]
    public async Task Query_Text_IsTakenLiterally(string text, int expected)
    {
        string[] bodies = ["a Needle here", "100% sure", "a_b", "wow!", "über", "1000 axb wow"];
        await Log.AppendAsync([.. bodies.Select((body, index) => Entry(index) with { Body = $$"""{"t":"{{body}}"}""" })], Cancel);
        Assert.Equal([expected], await SecondsAsync(All with { Text = text }));
    }

    [Fact]
    public async Task Query_Pages_CoverEverythingOnceNewestFirst()
    {
        // Equal times on purpose: a page may end between them.
        await Log.AppendAsync([.. Enumerable.Range(0, 25).Select(index => Entry(index / 10) with { Body = $"{index}" })], Cancel);
        var bodies = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Log.QueryAsync(All, cursor, 7, Cancel);
            Assert.InRange(page.Value!.Entries.Count, 1, 7);
            bodies.AddRange(page.Value.Entries.Select(entry => entry.Body));
            cursor = page.Value.Next;

            // What arrives meanwhile does not shift the pages.
            await Log.AppendAsync([Entry(100)], Cancel);
        }
        while (cursor is not null);
        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(index => $"{index}"), bodies);
    }

    [Theory]
    [InlineData("x", 10)]
    [InlineData("", 10)]
    [InlineData("1-2-3", 10)]
    [InlineData("1-1 OR 1=1", 10)]
    [InlineData(null, 0)]
    [InlineData(null, IRecordLog.MaxPageSize + 1)]
    public async Task Query_BadPaging_IsRefused(string? cursor, int pageSize) =>
        Assert.Equal(ErrorKind.Invalid, (await Log.QueryAsync(All, cursor, pageSize, Cancel)).Error?.Kind);

    [Fact]
    public async Task Aggregate_ByServer_CountsAndRanks()
    {
        var values = Enumerable.Range(1, 100).Select(value => Entry(value % 60) with { Server = "/a", Value = value });
        await Log.AppendAsync([.. values, Entry(61) with { Server = "/a", Value = 7 }, Entry(2) with { Server = "/b" }, Entry(3)], Cancel);

        var buckets = await Log.AggregateAsync(All, TimeSpan.FromMinutes(1), LogGrouping.Server, Cancel);

        Assert.Equal(
            [
                new() { At = Start, Count = 1 },
                new() { At = Start, Group = "/a", Count = 100, Mean = 50.5, P50 = 50, P95 = 95, P99 = 99, Max = 100 },
                new() { At = Start, Group = "/b", Count = 1 },
                new() { At = Start.AddMinutes(1), Group = "/a", Count = 1, Mean = 7, P50 = 7, P95 = 7, P99 = 7, Max = 7 },
            ],
            buckets);
    }

    [Theory]
    [InlineData(LogGrouping.None, 1)]
    [InlineData(LogGrouping.User, 2)]
    [InlineData(LogGrouping.Outcome, 3)]
    public async Task Aggregate_Grouping_SplitsByIt(LogGrouping grouping, int groups)
    {
        await Log.AppendAsync(
            [Entry(0) with { User = "ann", Outcome = "1" }, Entry(1) with { User = "bob", Outcome = "2" },
                Entry(2) with { User = "bob", Outcome = "3" }],
            Cancel);
        Assert.Equal(
            groups, (await Log.AggregateAsync(All with { To = Start.AddMinutes(1) }, TimeSpan.FromHours(1), grouping, Cancel)).Count);
    }

    [Fact]
    public async Task Trim_Before_RemovesOlderOfThatStreamOnly()
    {
        const int Day = 24 * 3600;
        await Log.AppendAsync([Entry(0), Entry(1), Entry(Day), Entry(0) with { Stream = "audit" }], Cancel);
        Assert.Equal(2, await Log.TrimAsync("calls", Start.AddDays(1), Cancel));
        Assert.Equal([Day], await SecondsAsync(All));
        Assert.Single(await ReadAsync(new() { Stream = "audit" }));
    }

    [Fact]
    public async Task Append_HundredThousand_IsQuickAndPagesStayQuick()
    {
        var clock = Stopwatch.StartNew();
        for (var batch = 0; batch < 100; batch++)
        {
            await Log.AppendAsync(
                [.. Enumerable.Range(0, 1000).Select(
                    index => Entry((batch * 1000) + index) with { Server = $"/s{index % 7}", Value = index })],
                Cancel);
        }

        // Generous: it takes about a second; what must not pass unnoticed is one flush or one round trip per record.
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        var page = await Log.QueryAsync(All with { From = Start.AddSeconds(50_000), To = Start.AddSeconds(60_000) }, null, 100, Cancel);
        Assert.Equal(Start.AddSeconds(59_999), page.Value!.Entries[0].At);
        Assert.Equal(100_000, await Log.TrimAsync("calls", Start.AddDays(10), Cancel));
    }

    internal abstract Task<IRecordLog> CreateAsync();

    private static LogEntry Entry(int seconds) => new() { Stream = "calls", At = Start.AddSeconds(seconds), Body = "{}" };

    private async Task<IReadOnlyList<LogEntry>> ReadAsync(LogFilter filter) =>
        (await Log.QueryAsync(filter, null, 100, Cancel)).Value!.Entries;

    private async Task<IEnumerable<int>> SecondsAsync(LogFilter filter) =>
        (await ReadAsync(filter)).Select(entry => (int)(entry.At - Start).TotalSeconds);
}
