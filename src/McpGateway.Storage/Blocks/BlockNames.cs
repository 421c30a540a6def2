using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Blocks;

/// <summary>
/// What is known of each record of a block beside its body, a column each: times as differences, names as numbers of a list, values as
/// thousandths where they are such.
/// </summary>
internal sealed record BlockNames(
    long[] At, string?[] User, string?[] Subject, string?[] Server, string?[] Outcome, double?[] Value)
{
    private const byte Version = 1;

    /// <summary>Whole numbers up to here survive a multiplication by a thousand and back.</summary>
    private const double MaxThousandths = 1e12;

    public byte[] Pack()
    {
        var writer = new BlockWriter();
        writer.Byte(Version);
        writer.Number((ulong)At.Length);
        var before = 0L;
        foreach (var at in At)
        {
            writer.Signed(at - before);
            before = at;
        }

        WriteTexts(writer, User);
        WriteTexts(writer, Subject);
        WriteTexts(writer, Server);
        WriteTexts(writer, Outcome);
        WriteValues(writer);
        return writer.Pack();
    }

    /// <summary>The record at a place, with its body.</summary>
    public LogEntry EntryAt(int index, string stream, string body) => new()
    {
        Stream = stream,
        At = Microseconds.ToTime(At[index]),
        User = User[index],
        Subject = Subject[index],
        Server = Server[index],
        Outcome = Outcome[index],
        Value = Value[index],
        Body = body,
    };

    /// <exception cref="InvalidDataException">The block is damaged, or of a later release.</exception>
    public static BlockNames Unpack(byte[] packed)
    {
        var reader = new BlockReader(packed);
        if (reader.Byte() != Version)
        {
            throw new InvalidDataException("A block of records was written by a later release.");
        }

        var at = new long[reader.Limit(reader.Count())];
        var before = 0L;
        for (var index = 0; index < at.Length; index++)
        {
            before = at[index] = before + reader.Signed();
        }

        return new(
            at, TextColumn.Read(reader, at.Length), TextColumn.Read(reader, at.Length), TextColumn.Read(reader, at.Length),
            TextColumn.Read(reader, at.Length), ReadValues(reader, at.Length));
    }

    private static void WriteTexts(BlockWriter writer, string?[] texts)
    {
        var column = new TextColumn(texts.Length);
        foreach (var text in texts)
        {
            column.Add(text);
        }

        column.Write(writer);
    }

    private void WriteValues(BlockWriter writer)
    {
        // 0 is none, 1 a number as it is, from 2 on thousandths.
        foreach (var value in Value)
        {
            if (value is not { } number)
            {
                writer.Number(0);
            }
            else if (IsInThousandths(number))
            {
                writer.Number((ulong)Math.Round(number * 1000) + 2);
            }
            else
            {
                writer.Number(1);
                writer.Double(number);
            }
        }
    }

    /// <summary>Whether it comes back to the bit.</summary>
    private static bool IsInThousandths(double number) =>
        number is >= 0 and < MaxThousandths && !double.IsNegative(number) && (Math.Round(number * 1000) / 1000).Equals(number);

    private static double?[] ReadValues(BlockReader reader, int count)
    {
        var values = new double?[count];
        for (var index = 0; index < count; index++)
        {
            values[index] = reader.Number() switch
            {
                0 => null,
                1 => reader.Double(),
                var thousandths => (thousandths - 2) / 1000.0,
            };
        }

        return values;
    }
}
