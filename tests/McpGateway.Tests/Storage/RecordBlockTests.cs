using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Audit;
using McpGateway.Foundation.Records;
using McpGateway.Proxy.Recording;
using McpGateway.Storage.Blocks;
using McpGateway.Storage.Sql;

namespace McpGateway.Tests.Storage;

public sealed class RecordBlockTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Block_AnyEntries_RoundTrips() =>
        Prop.ForAll(Entries().ToArbitrary(), entries =>
        {
            var block = RecordBlock.Of(Rows(entries));
            return block.ToRows("calls").Select(row => row.Entry with { Id = null }).SequenceEqual(entries)
                && block.ToRows("calls").Select(row => row.Cursor).SequenceEqual(Rows(entries).Select(row => row.Cursor))
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
        var block = RecordBlock.Of(Rows([Entry(0) with { Value = value }]));

        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(BlockNames.Unpack(block.Names).Value[0]!.Value));
    }

    [Fact]
    public void Unpack_DamagedBytes_IsInvalidDataOrSomethingElseThatIsWhole()
    {
        var packed = RecordBlock.Of(Rows([.. Enumerable.Range(0, 50).Select(Entry)])).Names;
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

        var block = RecordBlock.Of(Rows(entries));

        Assert.InRange(
            block.Names.Length + block.Bodies.Length + block.Summary.Length, 1, entries.Sum(entry => entry.Body.Length) / 10);
    }

    [Fact]
    public void Unpack_SomeBodies_AreThoseOfTheirRecords()
    {
        var entries = Enumerable.Range(0, 100).Select(
            index => Entry(index) with { Body = $"{index % 7}:{index}/{new string('x', index % 5)}{index * index}" });
        var rows = Rows([.. entries]);

        var bodies = BlockBodies.Unpack(RecordBlock.Of(rows).Bodies, [3, 50, 99]);

        Assert.Equal(
            rows.Select((row, index) => index is 3 or 50 or 99 ? row.Entry.Body : ""), bodies);
    }

    /// <summary>Nothing that is in a block may be missed because of its summary.</summary>
    [Fact]
    public void Summary_AnyEntryAndWhatItHas_IsNotRuledOut() =>
        Prop.ForAll(Entries().ToArbitrary(), entries =>
        {
            var summary = RecordBlock.Of(Rows(entries)).Summary;
            return entries.All(entry => FiltersThatFind(entry).All(filter => MayHold(summary, filter)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Summary_WhatIsNotThere_IsMostlyRuledOut()
    {
        var rows = Rows([.. Enumerable.Range(0, RecordBlock.MaxCount).Select(index => Entry(index) with
        {
            User = $"user{index % 600}",
            Server = index % 2 == 0 ? "even" : "odd",
            Outcome = index % 50 == 0 ? "denied" : "forwarded",
        })]);
        var summary = RecordBlock.Of(rows).Summary;
        var all = new LogFilter { Stream = "calls" };

        Assert.InRange(Enumerable.Range(0, 1_000).Count(index => MayHold(summary, all with { User = $"nobody{index}" })), 0, 60);
        Assert.False(MayHold(summary, all with { Text = "xylophone" }));

        // Both are there, and never together.
        Assert.InRange(
            Enumerable.Range(0, 300).Count(index => MayHold(summary, all with { User = $"user{2 * index}", Server = "odd" })), 0, 30);
    }

    private static bool MayHold(byte[] summary, LogFilter filter) => BlockSummary.HasBits(
        summary, System.Runtime.InteropServices.MemoryMarshal.AsBytes(new BlockFilter(filter).Bits().ToArray().AsSpan()));

    private static IEnumerable<LogFilter> FiltersThatFind(LogEntry entry)
    {
        var all = new LogFilter { Stream = "calls" };
        yield return all with { User = entry.User };
        yield return all with { User = entry.User, Server = entry.Server, Outcome = entry.Outcome };
        yield return all with { Subject = entry.Subject, Server = entry.Server, Outcome = entry.Outcome, Target = entry.Target };
        yield return all with { Status = entry.Status, Text = entry.Body };
        yield return all with { Text = entry.Body.Replace('a', 'A')[..Math.Min(6, entry.Body.Length)] };
    }

    private static LogRow[] Rows(IReadOnlyList<LogEntry> entries) =>
        [.. entries.Select((entry, index) => LogRow.Of(entry, (1L << 61) + (index * 3)))];

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
             Target = server,
             Status = value is null ? null : 200,
             Value = value,
             Body = body,
         }).ArrayOf().Where(entries => entries.Length > 0);
}
