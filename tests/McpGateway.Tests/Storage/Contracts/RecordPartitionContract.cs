using McpGateway.Foundation.Records;

namespace McpGateway.Tests.Storage.Contracts;

/// <summary>What records do that are in many partitions, on every database. A period is a minute.</summary>
public abstract class RecordPartitionContract : RecordStoreContract
{
    private protected static readonly LogFilter All = new() { Stream = "calls" };

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(60)]
    [InlineData(61)]
    [InlineData(1000)]
    public async Task Query_PagesOverManyPartitions_CoverEverythingOnce(int pageSize)
    {
        // Every ten seconds; in an order that is none.
        await Log.AppendAsync([.. Enumerable.Range(0, 60).Select(index => Entry(index * 37 % 60 * 10))], Cancel);

        Assert.Equal(Enumerable.Range(0, 60).Reverse().Select(index => index * 10), await PagesAsync(All, pageSize));
        Assert.Equal(
            [300, 270, 240], await PagesAsync(All with { User = "user0", From = Start.AddSeconds(240), To = Start.AddSeconds(301) }, 1));
    }

    [Fact]
    public async Task Append_ClockThatGoesBack_FindsItsPlace()
    {
        await Log.AppendAsync([Entry(600)], Cancel);
        await Log.AppendAsync([Entry(30)], Cancel);
        await Log.AppendAsync([Entry(601), Entry(29), Entry(-4000)], Cancel);

        Assert.Equal([601, 600, 30, 29, -4000], await PagesAsync(All, 2));
    }

    [Fact]
    public async Task Append_SameBatchAgain_IsStoredAndCountedOnce()
    {
        LogEntry[] batch = [Entry(0), Entry(1), Entry(61)];
        await Log.AppendAsync(batch, new("one", 1), Cancel);
        await Log.AppendAsync(batch, new("one", 1), Cancel);
        await Log.AppendAsync([Entry(2)], new("one", 2), Cancel);
        await Log.AppendAsync([Entry(3)], new("other", 1), Cancel);

        Assert.Equal([61, 3, 2, 1, 0], await PagesAsync(All, 10));
        Assert.Equal(5, await CountAsync());
    }

    /// <summary>A crash, or a failure, between the two transactions of a batch over midnight.</summary>
    [Fact]
    public async Task Append_BatchOfWhichAPartIsThere_IsCompleted()
    {
        await Log.AppendAsync([Entry(0)], new("one", 1), Cancel);
        await Log.AppendAsync([Entry(0), Entry(60)], new("one", 1), Cancel);

        Assert.Equal([60, 0], await PagesAsync(All, 10));
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task Append_ManyReplicasInANewPeriod_MakeItOnce()
    {
        var replicas = Enumerable.Range(0, 6).Select(_ => Rig.Replica().Log).ToArray();

        await Task.WhenAll(
            replicas.SelectMany(
                (log, writer) => Enumerable.Range(0, 4).Select(minute => log.AppendAsync([Entry((minute * 60) + writer)], Cancel))));

        Assert.Equal(24, (await PagesAsync(All, 1000)).Count);
        Assert.Equal(24, await CountAsync());
    }

    [Fact]
    public async Task Append_OneLogAtOnce_CountsEveryRecord()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(index => Log.AppendAsync([Entry(index)], Cancel)));

        Assert.Equal(40, await CountAsync());
    }

    [Fact]
    public async Task Maintain_SmallBlocks_ArePackedAndKeepTheirIds()
    {
        for (var index = 0; index < 100; index++)
        {
            await Log.AppendAsync([Entry(index % 50)], Cancel);
        }

        var before = (await Log.QueryAsync(All, null, 1000, Cancel)).Value!.Entries;
        var half = (await Log.QueryAsync(All, null, 40, Cancel)).Value!.Next;
        Assert.False(await Log.MaintainAsync("calls", Start, Cancel));

        Assert.Equal(before, (await Log.QueryAsync(All, null, 1000, Cancel)).Value!.Entries);
        Assert.Equal(before.Skip(40), (await Log.QueryAsync(All, half, 1000, Cancel)).Value!.Entries);
        Assert.Equal(1, await BlocksAsync());
        Assert.Equal(100, await CountAsync());
    }

    [Fact]
    public async Task Maintain_MoreThanABlock_MakesFullOnes()
    {
        for (var index = 0; index < 5; index++)
        {
            await Log.AppendAsync([.. Enumerable.Range(0, 800).Select(record => Entry(((index * 800) + record) % 60))], Cancel);
        }

        await Log.MaintainAsync("calls", Start, Cancel);

        Assert.Equal(4000, (await PagesAsync(All, 1000)).Count);
        Assert.Equal(3, await BlocksAsync());
    }

    /// <summary>Each look at a period costs a reading: those of a month are not looked at every few seconds.</summary>
    [Fact]
    public async Task Maintain_OldPeriod_IsPackedAtFirstAndThenOnceAnHour()
    {
        var later = Start.AddMinutes(10);
        await AppendSmallAsync();
        await Log.MaintainAsync("calls", later, Cancel);
        Assert.Equal(1, await BlocksAsync());

        await AppendSmallAsync();
        await Log.MaintainAsync("calls", later.AddMinutes(59), Cancel);
        Assert.Equal(71, await BlocksAsync());

        await Log.MaintainAsync("calls", later.AddHours(1), Cancel);
        Assert.Equal(1, await BlocksAsync());

        async Task AppendSmallAsync()
        {
            for (var index = 0; index < 70; index++)
            {
                await Log.AppendAsync([Entry(index % 50)], Cancel);
            }
        }
    }

    [Fact]
    public async Task Trim_Periods_GoWholeAndTheirSumsStay()
    {
        await Log.AppendAsync([Entry(0), Entry(59), Entry(60), Entry(130)], Cancel);

        Assert.Equal(0, await Log.TrimAsync("calls", Start.AddSeconds(59), Cancel));
        Assert.Equal(2, await Log.TrimAsync("calls", Start.AddSeconds(119), Cancel));
        Assert.Equal([130, 60], await PagesAsync(All, 10));
        Assert.Equal(4, await CountAsync());
        Assert.Equal(2, await Log.TrimAsync("calls", Start.AddSeconds(500), Cancel));
        Assert.Empty(await PagesAsync(All, 10));
        Assert.Equal(4, await CountAsync());
    }

    [Fact]
    public async Task Append_LateForADroppedPeriod_IsThereAndAddsToItsSums()
    {
        await Log.AppendAsync([Entry(0), Entry(1)], new("one", 1), Cancel);
        var other = Rig.Replica().Log;
        await other.AppendAsync([Entry(2)], new("other", 1), Cancel);
        await Log.TrimAsync("calls", Start.AddSeconds(60), Cancel);

        // The other replica does not know that the period was dropped.
        await other.AppendAsync([Entry(3)], new("other", 2), Cancel);

        Assert.Equal([3], await PagesAsync(All, 10));
        Assert.Equal(4, await CountAsync());
        Assert.Equal(1, await Log.TrimAsync("calls", Start.AddSeconds(60), Cancel));
        Assert.Equal(4, await CountAsync());
    }

    [Fact]
    public async Task Trim_WhileOthersReadAndWrite_DisturbsNone()
    {
        await Log.AppendAsync([.. Enumerable.Range(0, 600).Select(Entry)], Cancel);
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(async _ =>
        {
            for (var count = 0; count == 0 || !stop.IsCancellationRequested; count++)
            {
                Assert.Equal(60, (await PagesAsync(All with { From = Start.AddSeconds(540), To = Start.AddSeconds(600) }, 25)).Count);
                await Log.AppendAsync([Entry(700)], Cancel);
            }
        }).ToArray();

        var removed = 0L;
        for (var minute = 1; minute <= 9; minute++)
        {
            removed += await Log.TrimAsync("calls", Start.AddMinutes(minute), Cancel);
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
        Assert.Equal(540, removed);
    }

    internal static LogEntry Entry(int second) => new()
    {
        Stream = "calls",
        At = Start.AddSeconds(second),
        User = $"user{second % 3}",
        Server = "time",
        Outcome = "forwarded",
        Value = second,
        Body = $$"""{"second":{{second}}}""",
    };

    protected static DateTimeOffset Begin => Start;

    internal async Task<List<int>> PagesAsync(LogFilter filter, int pageSize)
    {
        var seconds = new List<int>();
        string? cursor = null;
        do
        {
            var page = (await Log.QueryAsync(filter, cursor, pageSize, Cancel)).Value!;
            seconds.AddRange(page.Entries.Select(SecondOf));
            cursor = page.Next;
        }
        while (cursor is not null);
        return seconds;
    }

    /// <summary>What the sums say.</summary>
    private protected async Task<long> CountAsync()
    {
        var points = await Series.ReadAsync(
            new() { Stream = "calls", From = Start.AddDays(-1), To = Start.AddDays(1), Step = TimeSpan.FromHours(1) }, Cancel);
        return points.Sum(point => point.Calls);
    }

    private Task<int> BlocksAsync() => Rig.CountBlocksAsync();

    private protected static int SecondOf(LogEntry entry) => (int)(entry.At - Start).TotalSeconds;
}
