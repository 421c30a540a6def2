using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Blocks;

/// <summary>
/// The bodies of a block. Bodies of one kind differ in their numbers only, so the digits are taken out: what is left, the frame, is mostly
/// the same and goes into a list; the first number of all bodies is a column, the second the next. To compress what then remains costs a
/// tenth of compressing the text.
/// </summary>
internal static class BlockBodies
{
    /// <summary>Where digits were. Cleaned text does not have it.</summary>
    private const char Gap = '\0';

    /// <summary>Of digits in one gap; a longer number has several.</summary>
    private const int MaxDigits = 15;

    /// <returns>The packed bodies, and their different frames.</returns>
    public static (byte[] Packed, IEnumerable<string> Frames) Pack(IReadOnlyList<LogRow> rows)
    {
        var frames = new TextColumn(rows.Count);
        var columns = new List<List<ulong>>();
        foreach (var row in rows)
        {
            frames.Add(TakeNumbers(StoredText.Clean(row.Entry.Body)!, columns));
        }

        var writer = new BlockWriter();
        writer.Number((ulong)rows.Count);
        frames.Write(writer);
        writer.Number((ulong)columns.Count);
        foreach (var column in columns)
        {
            column.ForEach(writer.Number);
        }

        return (writer.Pack(), frames.Different);
    }

    /// <summary>Reads the bodies of some records; those of others stay empty.</summary>
    /// <param name="packed">The bodies.</param>
    /// <param name="wanted">The places of the records, rising; null for all.</param>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public static string[] Unpack(byte[] packed, IReadOnlyList<int>? wanted = null)
    {
        var reader = new BlockReader(packed);
        var frames = TextValues.Read(reader, reader.Count());
        var gaps = new int[frames.Different + 1];
        for (var number = 1; number < gaps.Length; number++)
        {
            gaps[number] = frames.Bytes(number).Count((byte)Gap);
        }

        var records = frames.Numbers;
        var numbers = new ulong[]?[records.Length];
        foreach (var record in wanted ?? [.. Enumerable.Range(0, records.Length)])
        {
            numbers[record] = new ulong[gaps[records[record]]];
        }

        var columns = reader.Count();
        for (var column = 0; column < columns; column++)
        {
            for (var record = 0; record < records.Length; record++)
            {
                if (gaps[records[record]] > column)
                {
                    var number = reader.Number();
                    if (numbers[record] is { } own)
                    {
                        own[column] = number;
                    }
                }
            }
        }

        var bodies = new string[records.Length];
        for (var record = 0; record < bodies.Length; record++)
        {
            bodies[record] = numbers[record] is { } own ? PutNumbers(frames[record] ?? "", own) : "";
        }

        return bodies;
    }

    private static string TakeNumbers(string body, List<List<ulong>> columns)
    {
        Span<char> frame = body.Length <= 1024 ? stackalloc char[body.Length] : new char[body.Length];
        var length = 0;
        var rest = body.AsSpan();
        for (var column = 0; ; column++)
        {
            var start = rest.IndexOfAnyInRange('0', '9');
            var before = start < 0 ? rest : rest[..start];
            before.CopyTo(frame[length..]);
            length += before.Length;
            if (start < 0)
            {
                return new(frame[..length]);
            }

            frame[length++] = Gap;
            if (column == columns.Count)
            {
                columns.Add([]);
            }

            columns[column].Add(TakeNumber(ref rest, start));
        }
    }

    /// <summary>The number in sixteenths, with how many digits it has beside: zeros may lead.</summary>
    private static ulong TakeNumber(ref ReadOnlySpan<char> rest, int start)
    {
        var value = 0UL;
        var end = start;
        for (; end < rest.Length && end - start < MaxDigits && char.IsAsciiDigit(rest[end]); end++)
        {
            value = (value * 10) + (uint)(rest[end] - '0');
        }

        var digits = (ulong)(end - start);
        rest = rest[end..];
        return (value << 4) | digits;
    }

    private static string PutNumbers(string frame, ulong[] numbers)
    {
        if (numbers.Length == 0)
        {
            return frame;
        }

        Span<char> room = stackalloc char[512];
        var body = new ValueText(room);
        var rest = frame.AsSpan();
        foreach (var number in numbers)
        {
            var gap = rest.IndexOf(Gap);
            body.Append(rest[..gap]);
            body.Append(number >> 4, (int)(number & 15));
            rest = rest[(gap + 1)..];
        }

        body.Append(rest);
        return body.ToString();
    }

    /// <summary>A text that grows on the stack first.</summary>
    private ref struct ValueText(Span<char> room)
    {
        private Span<char> _room = room;
        private int _length;

        public void Append(ReadOnlySpan<char> text)
        {
            text.CopyTo(Reserve(text.Length));
            _length += text.Length;
        }

        public void Append(ulong number, int digits)
        {
            var target = Reserve(digits)[..digits];
            for (var index = digits - 1; index >= 0; index--)
            {
                target[index] = (char)('0' + (number % 10));
                number /= 10;
            }

            _length += digits;
        }

        public override readonly string ToString() => new(_room[.._length]);

        private Span<char> Reserve(int count)
        {
            if (_room.Length - _length < count)
            {
                var larger = new char[Math.Max(_length + count, _room.Length * 2)];
                _room[.._length].CopyTo(larger);
                _room = larger;
            }

            return _room[_length..];
        }
    }
}
