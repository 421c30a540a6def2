using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Audit;
using McpGateway.Foundation.Records;
using McpGateway.Proxy.Recording;
using McpGateway.Storage.Blocks;
using McpGateway.Storage.Records;
using McpGateway.Storage.Sql;

namespace McpGateway.Tests.Storage;

public sealed class RecordBlockTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Block_AnyEntries_RoundTrips() =>
        Prop.ForAll(Entries().ToArbitrary(), entries =>
        {
            var block = RecordBlock.Of(entries);
            var names = BlockNames.Unpack(block.Names);
            var bodies = BlockBodies.Unpack(block.Bodies);
            return entries.Select((_, index) => names.EntryAt(index, "calls", bodies[index])).SequenceEqual(entries)
                && block.Count == entries.Length
                && block.FirstAt == entries.Min(entry => Microseconds.From(entry.At))
                && block.LastAt == entries.Max(entry => Microseconds.From(entry.At));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1.5)]
    [InlineData(-0.0)]
    [InlineData(0.0005)]
    [InlineData(1e15)]
    [InlineData(0.1 + 0.2)]
    public void Block_UnusualValue_IsKeptToTheBit(double value)
    {
        var block = RecordBlock.Of([Entry(0) with { Value = value }]);

        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(BlockNames.Unpack(block.Names).Value[0]!.Value));
    }

    [Fact]
    public void Unpack_DamagedBytes_IsInvalidDataOrSomethingElseThatIsWhole()
    {
        var packed = RecordBlock.Of([.. Enumerable.Range(0, 50).Select(Entry)]).Names;
        Prop.ForAll(
            (from at in Gen.Choose(0, packed.Length - 1)
             from value in Gen.Choose(0, 255)
             from length in Gen.Choose(0, packed.Length)
             select (at, value, length)).ToArbitrary(),
            change =>
            {
                var damaged = packed.ToArray();
                damaged[change.at] = (byte)change.value;
                try
                {
                    var names = BlockNames.Unpack(damaged[..change.length]);
                    return names.At.Length == names.Value.Length;
                }
                catch (InvalidDataException)
                {
                    return true;
                }
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void Block_OfCalls_TakesATenthOfTheirText()
    {
        var entries = Enumerable.Range(0, RecordBlock.MaxCount).Select(index => CallEntry.Of(new()
        {
            At = Start.AddMicroseconds((index * 617) + (index * index % 400)),
            Server = "bench",
            Method = "tools/call",
            Target = "current_time_by_timezone",
            UserName = "admin",
            Subject = "local:admin",
            AuthMethod = "self_signed",
            Outcome = CallOutcome.Forwarded,
            Status = 200,
            Duration = TimeSpan.FromMicroseconds(500 + (index * 7919 % 900)),
            RequestBytes = 163,
            ResponseBytes = 117,
        })).ToArray();

        var block = RecordBlock.Of(entries);

        Assert.InRange(block.Names.Length + block.Bodies.Length, 1, entries.Sum(entry => entry.Body.Length) / 10);
    }

    [Fact]
    public async Task Query_RecordsOfAnEarlierReleaseAndBlocks_AreOneLog()
    {
        await using var fixture = new SqliteFixture(TimeProvider.System);
        var earlier = new SqlRecordLog(fixture.Database) { BlockFrom = int.MaxValue };
        var log = new SqlRecordLog(fixture.Database);
        await earlier.AppendAsync([.. Enumerable.Range(0, 5_000).Where(index => index % 2 == 0).Select(Entry)], Cancel);
        await log.AppendAsync([.. Enumerable.Range(0, 5_000).Where(index => index % 2 == 1).Select(Entry)], Cancel);
        var filter = new LogFilter { Stream = "calls", User = "user1" };

        var seconds = new List<double>();
        string? cursor = null;
        do
        {
            var page = (await log.QueryAsync(filter, cursor, 97, Cancel)).Value!;
            seconds.AddRange(page.Entries.Select(entry => (entry.At - Start).TotalSeconds));
            cursor = page.Next;
        }
        while (cursor is not null);
        var buckets = await log.AggregateAsync(filter, TimeSpan.FromDays(1), LogGrouping.User, Cancel);
        var removed = await log.TrimAsync("calls", Start.AddSeconds(4_000), Cancel);

        Assert.Equal(Enumerable.Range(0, 5_000).Where(index => index % 3 == 1).Reverse().Select(index => (double)index), seconds);
        Assert.Equal(("user1", seconds.Count), (buckets.Single().Group, (int)buckets.Single().Count));
        Assert.Equal(4_000, removed);
        var left = await log.AggregateAsync(new() { Stream = "calls" }, TimeSpan.FromDays(1), LogGrouping.None, Cancel);
        Assert.Equal(1_000, left.Single().Count);
    }

    private static LogEntry Entry(int index) => new()
    {
        Stream = "calls",
        At = Start.AddSeconds(index),
        User = $"user{index % 3}",
        Value = index,
        Body = $$"""{"index":{{index}}}""",
    };

    private static Gen<LogEntry[]> Entries() =>
        (from at in Gen.Choose(0, 1_000_000_000)
         from user in Gen.Elements<string?>(null, "ann", "bob", "\u00fc\ud83d\udd11", "")
         from server in Gen.Elements<string?>(null, "a", "b")
         from value in Gen.Elements<double?>(null, 0, 1.25, 1234.567, 0.001, 1e-9, 99999999.999)
         from kind in Gen.Elements(
             "{}", "{\"a\":\"\u00e9\ud83d\udd11 # \"}", "", "#", "##", "a#b.#", "{\"at\":\"2030-0#-00T#:00\",\"n\":#}")
         from number in Gen.Elements("0", "007", "1", "123456789012345", "1234567890123456789012345678901234567890", "999999999999999")
         let body = kind.Replace("#", number, StringComparison.Ordinal)
         select new LogEntry
         {
             Stream = "calls",
             At = Start.AddMicroseconds(at),
             User = user,
             Subject = server,
             Server = server,
             Outcome = user,
             Value = value,
             Body = body,
         }).ArrayOf().Where(entries => entries.Length > 0);
}
