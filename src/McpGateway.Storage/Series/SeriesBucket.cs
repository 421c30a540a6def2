using System.Text;
using McpGateway.Foundation.Records;
using McpGateway.Storage.Blocks;

namespace McpGateway.Storage.Series;

/// <summary>
/// The sums of one dimension in one minute or hour: a cell for each key, and one for the keys for which there was no room.
/// </summary>
internal sealed class SeriesBucket
{
    private const byte Version = 1;
    private const byte IsOthers = 0;
    private const byte IsKey = 1;

    private readonly Dictionary<string, SeriesCell> _cells = new(StringComparer.Ordinal);
    private SeriesCell? _others;

    public void Add(string key, LogEntry entry, string outcome, int? histogramClass) =>
        CellOf(key).Add(entry, outcome, histogramClass);

    public void Add(SeriesBucket other)
    {
        foreach (var (key, cell) in other._cells)
        {
            CellOf(key).Add(cell);
        }

        if (other._others is { } others)
        {
            (_others ??= new()).Add(others);
        }
    }

    /// <summary>The largest keys as they are, the rest summed up.</summary>
    /// <param name="step">Of the bucket: an hour has more keys than a minute.</param>
    public byte[] Pack(long step)
    {
        Bound(step < SeriesSums.Hour ? IRecordSeries.MaxKeysOfMinute : IRecordSeries.MaxKeys);
        var cells = _cells.Values.Concat(_others is null ? [] : [_others]);
        var outcomes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var outcome in cells.SelectMany(static cell => cell.Outcomes))
        {
            outcomes.TryAdd(outcome, outcomes.Count);
        }

        var writer = new BlockWriter();
        writer.Byte(Version);
        writer.Number((ulong)outcomes.Count);
        foreach (var outcome in outcomes.Keys)
        {
            writer.Text(outcome);
        }

        writer.Number((ulong)(_cells.Count + (_others is null ? 0 : 1)));
        if (_others is not null)
        {
            writer.Byte(IsOthers);
            _others.Write(writer, outcomes);
        }

        foreach (var (key, cell) in _cells)
        {
            writer.Byte(IsKey);
            writer.Text(key);
            cell.Write(writer, outcomes);
        }

        return writer.Pack();
    }

    /// <summary>Adds what was packed.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of a later release.</exception>
    public void Add(byte[] packed) => Read(
        new BlockReader(packed),
        (key, reader, outcomes) =>
            (key is { } text ? CellOf(Encoding.UTF8.GetString(text.Span)) : _others ??= new()).Read(reader, outcomes));

    /// <summary>
    /// Goes through the cells; <paramref name="cell"/> reads, or skips, each. Keys are UTF-8; that of the others is null.
    /// </summary>
    /// <exception cref="InvalidDataException">It is damaged, or of a later release.</exception>
    public static void Read(BlockReader reader, Action<ReadOnlyMemory<byte>?, BlockReader, string[]> cell)
    {
        if (reader.Byte() != Version)
        {
            throw new InvalidDataException("Sums of records were written by a later release.");
        }

        var outcomes = new string[reader.Limit(reader.Count())];
        for (var index = 0; index < outcomes.Length; index++)
        {
            outcomes[index] = reader.Text();
        }

        for (var left = reader.Count(); left > 0; left--)
        {
            // With its type: a null of an array would be an empty text.
            cell(reader.Byte() == IsOthers ? default(ReadOnlyMemory<byte>?) : reader.TextBytes(), reader, outcomes);
        }
    }

    private void Bound(int keys)
    {
        if (_cells.Count <= keys)
        {
            return;
        }

        var small = _cells.OrderByDescending(static pair => pair.Value.Calls).ThenBy(static pair => pair.Key, StringComparer.Ordinal)
            .Skip(keys).ToList();
        _others ??= new();
        foreach (var (key, cell) in small)
        {
            _others.Add(cell);
            _cells.Remove(key);
        }
    }

    private SeriesCell CellOf(string key)
    {
        if (!_cells.TryGetValue(key, out var cell))
        {
            _cells.Add(key, cell = new());
        }

        return cell;
    }
}
