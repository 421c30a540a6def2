using McpGateway.Foundation.Records;
using McpGateway.Storage.Blocks;
using McpGateway.Storage.Sql;

namespace McpGateway.Tests.Storage.Contracts;

/// <summary>What is the SQL databases' own: partitions that are made, and records of earlier releases.</summary>
public abstract class SqlRecordPartitionContract : RecordPartitionContract
{
    private protected SqlRecordStoreRig Sql => (SqlRecordStoreRig)Rig;

    [Fact]
    public async Task Maintain_Present_MakesTheNextPeriodAhead()
    {
        await Log.MaintainAsync("calls", Start, Cancel);

        var keys = await Sql.NewReplica().Partitions.ListAsync("calls", Cancel);
        Assert.Equal([1, 0], keys.Select(key => (key.Start - Microseconds.From(Start)) / RecordStoreRig.Minute));
    }

    /// <summary>The sums were kept, and then the process was killed before the period was gone.</summary>
    [Fact]
    public async Task Read_SumsKeptOfAPeriodThatIsStillThere_CountOnce()
    {
        await Log.AppendAsync([Entry(0), Entry(1)], Cancel);
        var replica = Sql.NewReplica();
        var key = Assert.Single(await replica.Partitions.ListAsync("calls", Cancel));
        await McpGateway.Storage.Series.SeriesArchive.KeepAsync(Sql.Database, replica.Partitions, key, Cancel);

        Assert.Equal(2, await CountAsync());
        await Log.TrimAsync("calls", Start.AddDays(1), Cancel);
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task Query_RecordsOfAnEarlierRelease_AreFoundAndMovedOnce()
    {
        await WriteEarlierAsync();
        await Log.AppendAsync([Entry(200)], Cancel);
        var expected = Enumerable.Range(0, 130).Reverse().Prepend(200).ToList();
        var before = (await Log.QueryAsync(All, null, 1000, Cancel)).Value!.Entries.Select(entry => entry with { BytesIn = 0 }).ToList();
        Assert.Equal(expected, before.Select(SecondOf));
        Assert.Equal(expected, await PagesAsync(All, 7));
        Assert.Equal(
            Enumerable.Range(0, 13).Reverse().Select(tens => (tens * 10) + 1),
            await PagesAsync(All with { Target = "tool1", User = "user1", Status = 403 }, 5));
        Assert.Equal(131, (await Log.AggregateAsync(All, TimeSpan.FromDays(1), LogGrouping.None, Cancel)).Single().Count);
        Assert.Equal(1, await CountAsync());

        while (await Log.MaintainAsync("calls", Start, Cancel))
        {
            // Until everything is moved.
        }

        Assert.Equal(0, await Sql.ReadNumberAsync("SELECT COUNT(*) FROM records"));
        Assert.Equal(0, await Sql.ReadNumberAsync("SELECT COUNT(*) FROM record_blocks"));
        Assert.Equal(before, (await Log.QueryAsync(All, null, 1000, Cancel)).Value!.Entries);
        Assert.Equal(131, await CountAsync());

        // A replica of the earlier release goes on while the update lasts.
        await WriteEarlierRowAsync(131);
        await Log.MaintainAsync("calls", Start, Cancel);
        Assert.Equal([200, 131, 129], (await PagesAsync(All, 1000)).Take(3));
        Assert.Equal(132, await CountAsync());
    }

    /// <summary>The even seconds as rows, the odd ones as a block, as the release before wrote them.</summary>
    private async Task WriteEarlierAsync()
    {
        for (var second = 0; second < 130; second += 2)
        {
            await WriteEarlierRowAsync(second);
        }

        var odd = Enumerable.Range(0, 130).Where(second => second % 2 == 1).Select(EarlierEntry).Select(
            (entry, index) => LogRow.Of(entry, index)).ToList();
        await Sql.ExecuteAsync(
            "INSERT INTO record_blocks (stream, first_at, last_at, entries, names, bodies)"
                + " VALUES ('calls', @first, @last, @count, @names, @bodies)",
            ("@first", odd[0].Cursor.At), ("@last", odd[^1].Cursor.At), ("@count", (long)odd.Count), ("@names", EarlierNames(odd)),
            ("@bodies", BlockBodies.Pack(odd).Packed));
    }

    private Task WriteEarlierRowAsync(int second)
    {
        var entry = EarlierEntry(second);
        return Sql.ExecuteAsync(
            "INSERT INTO records (stream, at, user_name, server, outcome, value, body)"
                + " VALUES ('calls', @at, @user, 'time', @outcome, @value, @body)",
            ("@at", Microseconds.From(entry.At)), ("@user", entry.User), ("@outcome", entry.Outcome), ("@value", entry.Value),
            ("@body", entry.Body));
    }

    private static LogEntry EarlierEntry(int second) => Entry(second) with
    {
        User = $"user{second % 10}",
        Outcome = "denied",
        Body = $$"""{"method":"tools/call","target":"tool{{second % 10}}","client_id":"cli","status":403,"request_bytes":{{second}}}""",
    };

    /// <summary>The first version of what is known of each record.</summary>
    private static byte[] EarlierNames(List<LogRow> rows)
    {
        var writer = new BlockWriter();
        writer.Byte(1);
        writer.Number((ulong)rows.Count);
        var before = 0L;
        foreach (var row in rows)
        {
            writer.Signed(row.Cursor.At - before);
            before = row.Cursor.At;
        }

        foreach (var column in new[] { NameColumn.User, NameColumn.Subject, NameColumn.Server, NameColumn.Outcome })
        {
            var texts = new TextColumn(rows.Count);
            foreach (var row in rows)
            {
                texts.Add(NameColumns.Of(row.Entry, column));
            }

            texts.Write(writer);
        }

        foreach (var row in rows)
        {
            writer.Number((ulong)Math.Round(row.Entry.Value!.Value * 1000) + 2);
        }

        return writer.Pack();
    }
}
