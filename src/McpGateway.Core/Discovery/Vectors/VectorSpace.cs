using System.Numerics;
using System.Runtime.CompilerServices;
using McpGateway.Core.Discovery.Indexing;

namespace McpGateway.Core.Discovery.Vectors;

/// <summary>
/// Vectors of one embedding model and which entity has which. Equal texts share a row. One writer (<c>EmbeddingWorker</c>), many readers
/// without a lock: a row is complete before an entity points at it, and rows never move.
/// </summary>
internal sealed class VectorSpace(string model, int dimensions)
{
    private const int RowsPerBlock = 4096;

    private readonly ConditionalWeakTable<SearchSegment, int[]> _rowOf = [];
    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);
    private readonly Lock _growing = new();
    private readonly int _sketchWords = VectorSketch.WordsOf(dimensions);
    private Block[] _blocks = [];
    private int _count;
    private VectorCalibration _calibration = VectorCalibration.Usual;

    public string Model { get; } = model;

    public int Dimensions { get; } = dimensions;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Takes the vector of the text with this hash.</summary>
    public void Add(string hash, QuantizedVector vector)
    {
        lock (_growing)
        {
            if (_known.ContainsKey(hash))
            {
                return;
            }

            var row = _count;
            if (row / RowsPerBlock == _blocks.Length)
            {
                Volatile.Write(ref _blocks, [.. _blocks, NewBlock()]);
            }

            var block = _blocks[row / RowsPerBlock];
            vector.Values.CopyTo(block.Values, row % RowsPerBlock * Dimensions);
            block.Scales[row % RowsPerBlock] = vector.Scale;
            VectorSketch.Write(vector.Values, block.Sketches.AsSpan(row % RowsPerBlock * _sketchWords, _sketchWords));
            _known[hash] = row;
            Volatile.Write(ref _count, row + 1);
        }
    }

    public bool HasVector(SearchSegment segment, int entity) => Volatile.Read(ref RowsOf(segment)[entity]) >= 0;

    /// <summary>Gives an entity the vector of its text.</summary>
    /// <returns>False when there is no vector of that text.</returns>
    public bool TryAssign(SearchSegment segment, int entity, string hash)
    {
        lock (_growing)
        {
            if (!_known.TryGetValue(hash, out var row))
            {
                return false;
            }

            Volatile.Write(ref RowsOf(segment)[entity], row);
            return true;
        }
    }

    /// <summary>What is known of the model. The writer measures it when the catalogue is complete.</summary>
    public VectorCalibration Calibration
    {
        get => Volatile.Read(ref _calibration);
        set => Volatile.Write(ref _calibration, value);
    }

    /// <summary>The vector of a row, from 0 to <see cref="Count"/>.</summary>
    public QuantizedVector At(int row)
    {
        var block = Volatile.Read(ref _blocks)[row / RowsPerBlock];
        return new(
            block.Values.AsSpan(row % RowsPerBlock * Dimensions, Dimensions).ToArray(), block.Scales[row % RowsPerBlock]);
    }

    /// <summary>
    /// The best cosine of a vector of the query with each entity of the segment that <paramref name="mask"/> allows; NaN where there is no
    /// vector, or one that has nothing in common with the query.
    /// </summary>
    public void Score(SearchSegment segment, ReadOnlySpan<ulong> mask, IReadOnlyList<QuantizedVector> queries, Span<float> cosines)
    {
        cosines.Fill(float.NaN);
        if (!_rowOf.TryGetValue(segment, out var rows))
        {
            return;
        }

        var reach = Calibration.Reach;
        var sketches = reach < Dimensions ? queries.Select(static query => VectorSketch.Of(query.Values)).ToArray() : [];
        for (var word = 0; word < mask.Length; word++)
        {
            for (var bits = mask[word]; bits != 0; bits &= bits - 1)
            {
                var entity = (word << 6) + BitOperations.TrailingZeroCount(bits);
                var row = Volatile.Read(ref rows[entity]);
                if (row >= 0)
                {
                    // Read after the row: its block was published before the row was assigned.
                    var block = Volatile.Read(ref _blocks)[row / RowsPerBlock];
                    var place = row % RowsPerBlock;
                    if (sketches.Length > 0
                        && !IsInReach(sketches, block.Sketches.AsSpan(place * _sketchWords, _sketchWords), reach))
                    {
                        continue;
                    }

                    var values = block.Values.AsSpan(place * Dimensions, Dimensions);
                    cosines[entity] = Best(queries, values) * block.Scales[place];
                }
            }
        }
    }

    /// <summary>The best cosine of a vector of the query with one entity; null when it has no vector.</summary>
    public float? Cosine(SearchSegment segment, int entity, IReadOnlyList<QuantizedVector> queries)
    {
        if (!_rowOf.TryGetValue(segment, out var rows) || Volatile.Read(ref rows[entity]) is not (>= 0 and var row))
        {
            return null;
        }

        var block = Volatile.Read(ref _blocks)[row / RowsPerBlock];
        var place = row % RowsPerBlock;
        return Best(queries, block.Values.AsSpan(place * Dimensions, Dimensions)) * block.Scales[place];
    }

    private static bool IsInReach(ulong[][] queries, ReadOnlySpan<ulong> sketch, int reach)
    {
        foreach (var query in queries)
        {
            if (VectorSketch.Distance(query, sketch) <= reach)
            {
                return true;
            }
        }

        return false;
    }

    private static float Best(IReadOnlyList<QuantizedVector> queries, ReadOnlySpan<sbyte> values)
    {
        var best = float.NegativeInfinity;
        for (var i = 0; i < queries.Count; i++)
        {
            best = Math.Max(best, QuantizedVector.Dot(queries[i].Values, values) * queries[i].Scale);
        }

        return best;
    }

    private int[] RowsOf(SearchSegment segment) => _rowOf.GetValue(segment, static known =>
    {
        var rows = new int[known.Count];
        Array.Fill(rows, -1);
        return rows;
    });

    private Block NewBlock() =>
        new(new sbyte[RowsPerBlock * Dimensions], new float[RowsPerBlock], new ulong[RowsPerBlock * _sketchWords]);

    private sealed record Block(sbyte[] Values, float[] Scales, ulong[] Sketches);
}
