using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Blocks;

/// <summary>
/// What is known of each record of a block beside its body, a column each: times as differences, names as numbers of a list, values as
/// thousandths where they are such.
/// </summary>
/// <param name="At">In microseconds since 1970.</param>
/// <param name="Number">What tells records of one time apart; null in blocks of the first version, which have none.</param>
/// <param name="Texts">By <see cref="NameColumn"/>.</param>
internal sealed record BlockNames(long[] At, long[]? Number, TextValues[] Texts, int?[] Status, double?[] Value)
{
    private const byte EarlierVersion = 1;
    private const byte Version = 2;

    /// <summary>Whole numbers up to here survive a multiplication by a thousand and back.</summary>
    private const double MaxThousandths = 1e12;

    public static byte[] Pack(IReadOnlyList<LogRow> rows)
    {
        var writer = new BlockWriter();
        writer.Byte(Version);
        writer.Number((ulong)rows.Count);
        WriteDifferences(writer, rows.Select(static row => row.Cursor.At));
        WriteDifferences(writer, rows.Select(static row => row.Cursor.Id));
        foreach (var column in NameColumns.All)
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
            writer.Number(row.Entry.Status is { } status ? (ulong)(uint)status + 1 : 0);
        }

        foreach (var row in rows)
        {
            WriteValue(writer, row.Entry.Value);
        }

        return writer.Pack();
    }

    /// <summary>The record at a place, with its body.</summary>
    public LogEntry EntryAt(int index, LogCursor id, string stream, string body) => new()
    {
        Stream = stream,
        At = Microseconds.ToTime(At[index]),
        Id = id.ToString(),
        User = Text(NameColumn.User, index),
        Subject = Text(NameColumn.Subject, index),
        Server = Text(NameColumn.Server, index),
        Outcome = Text(NameColumn.Outcome, index),
        Method = Text(NameColumn.Method, index),
        Target = Text(NameColumn.Target, index),
        Client = Text(NameColumn.Client, index),
        Instance = Text(NameColumn.Instance, index),
        Status = Status[index],
        Value = Value[index],
        Body = body,
    };

    public string? Text(NameColumn column, int index) => Texts[(int)column][index];

    /// <exception cref="InvalidDataException">The block is damaged, or of a later release.</exception>
    public static BlockNames Unpack(byte[] packed)
    {
        var reader = new BlockReader(packed);
        var version = reader.Byte();
        if (version is not (Version or EarlierVersion))
        {
            throw new InvalidDataException("A block of records was written by a later release.");
        }

        var count = reader.Limit(reader.Count());
        var at = ReadDifferences(reader, count);
        var number = version == Version ? ReadDifferences(reader, count) : null;
        var texts = NameColumns.All.Select(
            column => version == Version || (int)column < NameColumns.Earlier ? TextValues.Read(reader, count) : TextValues.None(count));
        return new(
            at, number, [.. texts], version == Version ? ReadStatus(reader, count) : new int?[count], ReadValues(reader, count));
    }

    private static void WriteDifferences(BlockWriter writer, IEnumerable<long> values)
    {
        var before = 0L;
        foreach (var value in values)
        {
            writer.Signed(value - before);
            before = value;
        }
    }

    private static long[] ReadDifferences(BlockReader reader, int count)
    {
        var values = new long[count];
        var before = 0L;
        for (var index = 0; index < count; index++)
        {
            before = values[index] = before + reader.Signed();
        }

        return values;
    }

    private static int?[] ReadStatus(BlockReader reader, int count)
    {
        var values = new int?[count];
        for (var index = 0; index < count; index++)
        {
            values[index] = reader.Number() is var number and > 0 ? (int)(uint)(number - 1) : null;
        }

        return values;
    }

    private static void WriteValue(BlockWriter writer, double? value)
    {
        // 0 is none, 1 a number as it is, from 2 on thousandths.
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
