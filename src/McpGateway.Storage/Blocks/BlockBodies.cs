using McpGateway.Foundation.Records;
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

    public static byte[] Pack(IReadOnlyList<LogEntry> entries)
    {
        var frames = new TextColumn(entries.Count);
        var columns = new List<List<ulong>>();
        foreach (var entry in entries)
        {
            frames.Add(TakeNumbers(StoredText.Clean(entry.Body)!, columns));
        }

        var writer = new BlockWriter();
        writer.Number((ulong)entries.Count);
        frames.Write(writer);
        writer.Number((ulong)columns.Count);
        foreach (var column in columns)
        {
            column.ForEach(writer.Number);
        }

        return writer.Pack();
    }

    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public static string[] Unpack(byte[] packed)
    {
        var reader = new BlockReader(packed);
        var frames = TextColumn.Read(reader, reader.Count());
        var gaps = Array.ConvertAll(frames, frame => frame.AsSpan().Count(Gap));
        var numbers = Array.ConvertAll(gaps, count => new ulong[count]);
        var columns = reader.Count();
        for (var column = 0; column < columns; column++)
        {
            foreach (var own in numbers)
            {
                if (own.Length > column)
                {
                    own[column] = reader.Number();
                }
            }
        }

        return [.. frames.Zip(numbers, static (frame, own) => PutNumbers(frame ?? "", own))];
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
