using System.Text;
using McpGateway.Foundation.Records;
using McpGateway.Storage.Blocks;

namespace McpGateway.Storage.Series;

/// <summary>
/// Brings stored buckets together. What is told apart by time goes through the cells twice, the first time past their contents: which keys
/// are the top ones is known at the end only.
/// </summary>
internal sealed class SeriesReading(SeriesQuery query, SeriesRange range)
{
    private readonly byte[]? _key = query.Key is { } key ? Encoding.UTF8.GetBytes(key) : null;
    private readonly byte[] _start = Encoding.UTF8.GetBytes(query.KeyStart ?? "");
    private readonly Dictionary<ReadOnlyMemory<byte>, int> _keys = new(Utf8Comparer.Instance);
    private readonly List<long> _calls = [];

    /// <summary>A point for each bucket and top key, and for the rest.</summary>
    public IReadOnlyList<SeriesPoint> ToPoints(IEnumerable<(long At, byte[] Data)> stored)
    {
        var found = stored.Select(static part => (part.At, Reader: new BlockReader(part.Data))).Select(Find).ToList();
        var top = Top();
        var cells = new Dictionary<(long At, int Key), SeriesCell>();
        foreach (var part in found)
        {
            foreach (var cell in part.Cells)
            {
                var place = (part.At, cell.Key >= 0 && top[cell.Key] ? cell.Key : Others);
                if (place.Item2 != Others || HasOthers)
                {
                    part.Reader.Return(cell.At);
                    CellOf(cells, place).Read(part.Reader, part.Outcomes);
                }
            }
        }

        var names = Names();
        return
        [
            .. cells.Select(pair => pair.Value.ToPoint(pair.Key.At, pair.Key.Key == Others ? null : names[pair.Key.Key]))
                .OrderBy(static point => point.At).ThenBy(static point => point.Key is null)
                .ThenByDescending(static point => point.Calls).ThenBy(static point => point.Key, StringComparer.Ordinal),
        ];
    }

    /// <summary>A point for each key, over the whole time.</summary>
    public IReadOnlyList<SeriesPoint> ToSums(IEnumerable<(long At, byte[] Data)> stored)
    {
        var cells = new List<SeriesCell>();
        SeriesCell? others = null;
        foreach (var (_, data) in stored)
        {
            SeriesBucket.Read(new BlockReader(data), (key, reader, outcomes) =>
            {
                var number = key is { } text ? NumberOf(text) : Others;
                if (number == cells.Count)
                {
                    cells.Add(new());
                }

                if (number != Others)
                {
                    cells[number].Read(reader, outcomes);
                }
                else if (HasOthers)
                {
                    (others ??= new()).Read(reader, outcomes);
                }
                else
                {
                    SeriesCell.Skip(reader);
                }
            });
        }

        var names = Names();
        return
        [
            .. cells.Select((cell, number) => cell.ToPoint(range.From, names[number]))
                .OrderByDescending(static point => point.Calls).ThenBy(static point => point.Key, StringComparer.Ordinal),
            .. others is null ? Array.Empty<SeriesPoint>() : [others.ToPoint(range.From, null)],
        ];
    }

    private const int Others = -1;

    /// <summary>Of a question about some keys it is not known what the others would be.</summary>
    private bool HasOthers => _key is null && _start.Length == 0;

    private FoundPart Find((long At, BlockReader Reader) part)
    {
        var cells = new List<FoundCell>();
        var names = Array.Empty<string>();
        SeriesBucket.Read(part.Reader, (key, reader, outcomes) =>
        {
            names = outcomes;
            var (number, at) = (key is { } text ? NumberOf(text) : Others, reader.At);
            var calls = SeriesCell.Skip(reader);
            if (number == _calls.Count)
            {
                _calls.Add(0);
            }

            if (number != Others)
            {
                _calls[number] += calls;
            }

            if (number != Others || HasOthers)
            {
                cells.Add(new(number, at));
            }
        });
        return new(SeriesSums.Floor(part.At, range.Width), part.Reader, names, cells);
    }

    /// <summary>The number of a key, in the order of their appearance; <see cref="Others"/> for one that is not asked about.</summary>
    private int NumberOf(ReadOnlyMemory<byte> key)
    {
        if ((_key is not null && !key.Span.SequenceEqual(_key)) || !key.Span.StartsWith(_start))
        {
            return Others;
        }

        var shown = query.IsOne ? _start : key;
        if (!_keys.TryGetValue(shown, out var number))
        {
            _keys.Add(shown, number = _keys.Count);
        }

        return number;
    }

    /// <summary>By number: whether it is one of the top keys.</summary>
    private bool[] Top()
    {
        var top = new bool[_calls.Count];
        foreach (var (_, number) in _keys.Select(static pair => (Encoding.UTF8.GetString(pair.Key.Span), pair.Value))
            .OrderByDescending(pair => _calls[pair.Value]).ThenBy(static pair => pair.Item1, StringComparer.Ordinal).Take(query.Top))
        {
            top[number] = true;
        }

        return top;
    }

    private string[] Names() =>
        [.. _keys.OrderBy(static pair => pair.Value).Select(static pair => Encoding.UTF8.GetString(pair.Key.Span))];

    private static SeriesCell CellOf<T>(Dictionary<T, SeriesCell> cells, T key)
        where T : notnull
    {
        if (!cells.TryGetValue(key, out var cell))
        {
            cells.Add(key, cell = new());
        }

        return cell;
    }

    private sealed record FoundPart(long At, BlockReader Reader, string[] Outcomes, List<FoundCell> Cells);

    /// <param name="At">Where its contents begin.</param>
    private readonly record struct FoundCell(int Key, int At);

    private sealed class Utf8Comparer : IEqualityComparer<ReadOnlyMemory<byte>>
    {
        public static readonly Utf8Comparer Instance = new();

        public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<byte> obj)
        {
            var hash = new HashCode();
            hash.AddBytes(obj.Span);
            return hash.ToHashCode();
        }
    }
}
