using System.Runtime.InteropServices;
using McpGateway.Foundation.Records;
using McpGateway.Storage.Blocks;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Series;

/// <summary>The sums of one key in one bucket.</summary>
internal sealed class SeriesCell
{
    private readonly Dictionary<string, long> _outcomes = new(2, StringComparer.Ordinal);
    private long[] _histogram = [];
    private long _bytesIn;
    private long _bytesOut;
    private long _values;
    private double _sum;

    public long Calls { get; private set; }

    public IEnumerable<string> Outcomes => _outcomes.Keys;

    public void Add(LogEntry entry, string outcome, int? histogramClass)
    {
        Calls++;
        _bytesIn += entry.BytesIn;
        _bytesOut += entry.BytesOut;
        Count(outcome, 1);
        if (histogramClass is { } index)
        {
            _values++;
            _sum += entry.Value is { } value && double.IsFinite(value) ? value : 0;
            CountClass(index, 1);
        }
    }

    public void Add(SeriesCell other)
    {
        Calls += other.Calls;
        _bytesIn += other._bytesIn;
        _bytesOut += other._bytesOut;
        _values += other._values;
        _sum += other._sum;
        foreach (var (outcome, count) in other._outcomes)
        {
            Count(outcome, count);
        }

        for (var index = 0; index < other._histogram.Length; index++)
        {
            if (other._histogram[index] > 0)
            {
                CountClass(index, other._histogram[index]);
            }
        }
    }

    public void Write(BlockWriter writer, IReadOnlyDictionary<string, int> outcomes)
    {
        writer.Number((ulong)Calls);
        writer.Number((ulong)_bytesIn);
        writer.Number((ulong)_bytesOut);
        writer.Number((ulong)_values);
        writer.Double(_sum);
        writer.Number((ulong)_outcomes.Count);
        foreach (var (outcome, count) in _outcomes)
        {
            writer.Number((ulong)outcomes[outcome]);
            writer.Number((ulong)count);
        }

        writer.Number((ulong)_histogram.Count(static count => count > 0));
        for (var index = 0; index < _histogram.Length; index++)
        {
            if (_histogram[index] > 0)
            {
                writer.Byte((byte)index);
                writer.Number((ulong)_histogram[index]);
            }
        }
    }

    /// <summary>Adds what was written.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public void Read(BlockReader reader, string[] outcomes)
    {
        Calls += Whole(reader);
        _bytesIn += Whole(reader);
        _bytesOut += Whole(reader);
        _values += Whole(reader);
        _sum += reader.Double();
        for (var left = reader.Count(); left > 0; left--)
        {
            var index = reader.Count();
            Count(index < outcomes.Length ? outcomes[index] : throw BlockReader.Damaged(), Whole(reader));
        }

        for (var left = reader.Count(); left > 0; left--)
        {
            var index = reader.Byte();
            CountClass(index < DurationHistogram.Classes ? index : throw BlockReader.Damaged(), Whole(reader));
        }
    }

    /// <summary>Reads past what was written.</summary>
    /// <returns>How many calls it had.</returns>
    public static long Skip(BlockReader reader)
    {
        var calls = Whole(reader);
        reader.SkipNumbers(3);
        reader.Double();
        reader.SkipNumbers(2L * reader.Count());

        // The number of a class is a byte below 128, and so a number, too.
        reader.SkipNumbers(2L * reader.Count());
        return calls;
    }

    public SeriesPoint ToPoint(long at, string? key) => new(
        Microseconds.ToTime(at), key, Calls, _outcomes, _bytesIn, _bytesOut, _values > 0 ? _sum / _values : null, Rank(50), Rank(95),
        Rank(99));

    private static long Whole(BlockReader reader) =>
        reader.Number() is <= long.MaxValue and var number ? (long)number : throw BlockReader.Damaged();

    private void Count(string outcome, long count) => CollectionsMarshal.GetValueRefOrAddDefault(_outcomes, outcome, out _) += count;

    private void CountClass(int index, long count)
    {
        if (index >= _histogram.Length)
        {
            Array.Resize(ref _histogram, Math.Min(DurationHistogram.Classes, index + 8));
        }

        _histogram[index] += count;
    }

    /// <summary>Nearest rank among the classes.</summary>
    private double? Rank(int percent)
    {
        var rank = (long)Math.Ceiling(_values * (percent / 100m));
        for (var index = 0; index < _histogram.Length; index++)
        {
            rank -= _histogram[index];
            if (rank <= 0 && _values > 0)
            {
                return DurationHistogram.ValueOf(index);
            }
        }

        return null;
    }
}
