using McpGateway.Foundation.Records;

namespace McpGateway.Tests.Storage.Contracts;

/// <summary>What every store of sums does.</summary>
public abstract class RecordSeriesContract : RecordStoreContract
{
    private static readonly SeriesQuery Hours = new()
    {
        Stream = "calls",
        From = Start,
        To = Start.AddHours(3),
        Step = TimeSpan.FromHours(1),
    };

    [Fact]
    public async Task Read_Total_SumsEverything()
    {
        await Log.AppendAsync(
            [
                Entry(0) with { Value = 10, BytesIn = 1, BytesOut = 100 },
                Entry(1) with { Value = 30, Outcome = "denied", BytesIn = 2, BytesOut = 200 },
                Entry(2) with { Value = null, Outcome = null },
            ],
            Cancel);
        await Log.AppendAsync([Entry(3600)], Cancel);

        var points = await Series.ReadAsync(Hours, Cancel);

        Assert.Equal([(Start, "", 3L), (Start.AddHours(1), "", 1L)], points.Select(point => (point.At, point.Key!, point.Calls)));
        Assert.Equal((3L, 300L, 20.0), (points[0].BytesIn, points[0].BytesOut, points[0].Mean!.Value));
        Assert.Equal([("", 1L), ("denied", 1L), ("forwarded", 1L)],
            points[0].Outcomes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)));
    }

    [Theory]
    [InlineData(SeriesDimension.Server, "mail:1 time:3")]
    [InlineData(SeriesDimension.Tool, "mail send:1 time now:2")]
    [InlineData(SeriesDimension.User, "ann:3 bob:1")]
    [InlineData(SeriesDimension.Subject, "local:ann:3")]
    [InlineData(SeriesDimension.Client, "cli:1")]
    [InlineData(SeriesDimension.Outcome, "denied:1 forwarded:3")]
    [InlineData(SeriesDimension.Method, "tools/call:3 tools/list:1")]
    [InlineData(SeriesDimension.Caller, "time local:ann ann:3")]
    public async Task Read_GroupBy_SplitsByIt(SeriesDimension dimension, string expected)
    {
        await Log.AppendAsync(
            [
                Entry(0) with { Target = "now", Subject = "local:ann" },
                Entry(1) with { Target = "now", Subject = "local:ann", Client = "cli" },
                Entry(2) with { Method = "tools/list", Subject = "local:ann" },
                Entry(3) with { User = "bob", Server = "mail", Target = "send", Outcome = "denied" },
            ],
            Cancel);

        var points = await Series.ReadAsync(Hours with { GroupBy = dimension }, Cancel);

        Assert.Equal(
            expected, string.Join(' ', points.Select(point => $"{point.Key}:{point.Calls}").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Read_Percentiles_AreAtMostATenthOff()
    {
        await Log.AppendAsync([.. Enumerable.Range(1, 1000).Select(value => Entry(value % 60) with { Value = value })], Cancel);
        await Log.AppendAsync([.. Enumerable.Range(1001, 1000).Select(value => Entry(value % 60) with { Value = value })], Cancel);

        var point = Assert.Single(await Series.ReadAsync(Hours, Cancel));

        Assert.InRange(point.P50!.Value, 900, 1100);
        Assert.InRange(point.P95!.Value, 1710, 2090);
        Assert.InRange(point.P99!.Value, 1782, 2178);
        Assert.Equal(1000.5, point.Mean!.Value, 6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e300)]
    public async Task Append_UnusualDuration_IsCounted(double value)
    {
        await Log.AppendAsync([Entry(0) with { Value = value }], Cancel);

        var point = Assert.Single(await Series.ReadAsync(Hours, Cancel));

        Assert.Equal(1, point.Calls);
        Assert.NotNull(point.P50);
    }

    [Fact]
    public async Task Read_Steps_AreMultiplesOfTheirWidth()
    {
        await Log.AppendAsync([Entry(0), Entry(59), Entry(60), Entry(899), Entry(900), Entry(7200)], Cancel);

        Assert.Equal([(0, 2), (1, 1), (14, 1), (15, 1), (120, 1)], await MinutesAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal([(0, 4), (15, 1), (120, 1)], await MinutesAsync(TimeSpan.FromMinutes(15)));
        Assert.Equal([(0, 5), (120, 1)], await MinutesAsync(TimeSpan.FromHours(1)));
        Assert.Equal([(-120, 5), (120, 1)], await MinutesAsync(TimeSpan.FromHours(4)));
        await Assert.ThrowsAsync<ArgumentException>(() => MinutesAsync(TimeSpan.FromSeconds(90)));
    }

    [Fact]
    public async Task Read_Range_TakesWholeBuckets()
    {
        await Log.AppendAsync([Entry(0), Entry(60), Entry(120), Entry(180)], Cancel);

        var points = await Series.ReadAsync(
            Hours with { Step = TimeSpan.FromMinutes(1), From = Start.AddSeconds(90), To = Start.AddSeconds(121) }, Cancel);

        Assert.Equal([Start.AddSeconds(60), Start.AddSeconds(120)], points.Select(point => point.At));
    }

    [Fact]
    public async Task Read_Top_SumsUpTheRest()
    {
        await Log.AppendAsync(
            [
                .. Enumerable.Range(0, 10).SelectMany(
                    user => Enumerable.Range(0, 10 - user).Select(_ => Entry(user) with { User = $"u{user}" })),
            ],
            Cancel);

        var points = await Series.ReadAsync(Hours with { GroupBy = SeriesDimension.User, Top = 2 }, Cancel);
        var one = await Series.ReadAsync(Hours with { GroupBy = SeriesDimension.User, Key = "u7" }, Cancel);

        Assert.Equal([("u0", 10L), ("u1", 9L), (null, 36L)], points.Select(point => (point.Key, point.Calls)));
        Assert.Equal([("u7", 3L)], one.Select(point => (point.Key!, point.Calls)));
    }

    /// <summary>Whoever makes up names must not make the sums grow.</summary>
    [Fact]
    public async Task Append_ManyKeys_AreBoundedAndTheTotalIsExact()
    {
        for (var batch = 0; batch < 3; batch++)
        {
            var first = batch * 500;
            await Log.AppendAsync(
                [
                    .. Enumerable.Range(0, 500).Select(index => Entry(index % 60) with { User = $"made-up-{first + index}" }),
                    .. Enumerable.Range(0, 50).Select(index => Entry(index) with { User = "ann" }),
                ],
                Cancel);
        }

        var points = await Series.ReadAsync(Hours with { GroupBy = SeriesDimension.User, Top = IRecordSeries.MaxKeys }, Cancel);

        Assert.Equal(IRecordSeries.MaxKeys + 1, points.Count);
        Assert.Equal(("ann", 150L), (points[0].Key, points[0].Calls));
        Assert.Equal(1650, points.Sum(point => point.Calls));
        Assert.Null(points[^1].Key);
    }

    [Fact]
    public async Task Append_HostileKeys_AreKept()
    {
        await Log.AppendAsync([Entry(0) with { User = "a\0b" }, Entry(1) with { User = "\ud800" }, Entry(2) with { User = "" }], Cancel);

        var points = await Series.ReadAsync(Hours with { GroupBy = SeriesDimension.User }, Cancel);

        Assert.Equal(["", "a\ufffdb", "\ufffd"], points.Select(point => point.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Sum_WholeTime_IsOnePointForEachKey()
    {
        await Log.AppendAsync(
            [
                Entry(0) with { Value = 10, BytesIn = 1 }, Entry(1) with { Value = 30, Outcome = "denied" },
                Entry(3600) with { User = "bob" }, Entry(7200),
            ],
            Cancel);
        await Log.AppendAsync([Entry(7201) with { BytesIn = 4 }], Cancel);

        var sums = await Series.SumAsync(Hours with { GroupBy = SeriesDimension.User, Top = 1 }, Cancel);

        Assert.Equal([("ann", 4L, Start), ("bob", 1L, Start)], sums.Select(sum => (sum.Key!, sum.Calls, sum.At)));
        Assert.Equal((5L, 12.5), (sums[0].BytesIn, sums[0].Mean!.Value));
        Assert.Equal([("denied", 1L), ("forwarded", 3L)],
            sums[0].Outcomes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public async Task Sum_MoreKeysThanAreToldApart_EndsWithTheOthers()
    {
        await Log.AppendAsync(
            [.. Enumerable.Range(0, IRecordSeries.MaxKeys + 3).Select(number => Entry(number % 60) with { User = $"u{number}" })], Cancel);

        var sums = await Series.SumAsync(Hours with { GroupBy = SeriesDimension.User }, Cancel);

        Assert.Equal(IRecordSeries.MaxKeys + 1, sums.Count);
        Assert.Equal((null, 3L), (sums[^1].Key, sums[^1].Calls));
        Assert.DoesNotContain(sums.SkipLast(1), sum => sum.Key is null);
    }

    [Theory]
    [InlineData(null, "mail ", "mail now:1")]
    [InlineData(null, "time", "time now:2 time-zone now:1")]
    [InlineData(null, "nothing", "")]
    [InlineData("time now", null, "time now:2")]
    [InlineData("time", null, "")]
    public async Task KeyOrStart_Given_NarrowsTo(string? key, string? start, string expected)
    {
        await Log.AppendAsync(
            [
                Entry(0) with { Target = "now" }, Entry(1) with { Target = "now" }, Entry(2) with { Server = "mail", Target = "now" },
                Entry(3) with { Server = "time-zone", Target = "now" },
            ],
            Cancel);
        var query = Hours with { GroupBy = SeriesDimension.Tool, Key = key, KeyStart = start };

        var (sums, points) = (await Series.SumAsync(query, Cancel), await Series.ReadAsync(query, Cancel));

        Assert.Equal(expected, string.Join(' ', sums.Select(sum => $"{sum.Key}:{sum.Calls}").Order(StringComparer.Ordinal)));
        Assert.Equal(expected, string.Join(' ', points.Select(sum => $"{sum.Key}:{sum.Calls}").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task KeyStart_OfKeysThatAreOne_SumsThemUp()
    {
        await Log.AppendAsync(
            [
                Entry(0) with { Target = "now", Value = 10 }, Entry(1) with { Target = "then", Value = 30 },
                Entry(3600) with { Target = "now" }, Entry(2) with { Server = "mail", Target = "now" },
            ],
            Cancel);
        var query = Hours with { GroupBy = SeriesDimension.Tool, KeyStart = "time ", IsOne = true, Top = 1 };

        var (sums, points) = (await Series.SumAsync(query, Cancel), await Series.ReadAsync(query, Cancel));

        Assert.Equal([("time ", 3L)], sums.Select(static sum => (sum.Key!, sum.Calls)));
        Assert.Equal(
            [("time ", 2L, 20.0), ("time ", 1L, 5.0)], points.Select(static point => (point.Key!, point.Calls, point.Mean!.Value)));
    }

    /// <summary>A bucket may be so wide that it began before there was time.</summary>
    [Theory]
    [InlineData("0001-01-01T00:00:00Z", 1_051_200)]
    [InlineData("0001-01-01T00:00:00Z", int.MaxValue)]
    public async Task Sum_FromTheFirstTime_IsAnswered(string from, int minutes)
    {
        await Log.AppendAsync([Entry(0)], Cancel);

        var sums = await Series.SumAsync(
            Hours with
            {
                From = DateTimeOffset.Parse(from, System.Globalization.CultureInfo.InvariantCulture),
                Step = TimeSpan.FromMinutes(minutes),
            },
            Cancel);

        Assert.Equal((DateTimeOffset.MinValue, 1L), (sums[0].At, sums[0].Calls));
    }

    [Fact]
    public async Task Trim_KeptSums_GoWhenTheyAreOld()
    {
        await Log.AppendAsync([Entry(0), Entry(7200)], Cancel);
        await Log.TrimAsync("calls", Start.AddDays(1), Cancel);
        Assert.Equal(2, (await Series.ReadAsync(Hours, Cancel)).Count);

        await Series.TrimAsync("calls", Start.AddHours(1), Cancel);

        Assert.Equal([Start.AddHours(2)], (await Series.ReadAsync(Hours, Cancel)).Select(point => point.At));
    }

    private static LogEntry Entry(int second) => new()
    {
        Stream = "calls",
        At = Start.AddSeconds(second),
        User = "ann",
        Server = "time",
        Outcome = "forwarded",
        Method = "tools/call",
        Value = 5,
        Body = "{}",
    };

    private async Task<IEnumerable<(int Minute, int Calls)>> MinutesAsync(TimeSpan step) =>
        (await Series.ReadAsync(Hours with { Step = step }, Cancel)).Select(
            point => ((int)(point.At - Start).TotalMinutes, (int)point.Calls));
}
