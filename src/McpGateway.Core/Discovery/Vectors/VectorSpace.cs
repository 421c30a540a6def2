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

    private readonly ConditionalWeakTable<SearchSegment, SegmentVectors> _ofSegments = [];
    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);
    private readonly Lock _growing = new();
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
            _known[hash] = row;
            Volatile.Write(ref _count, row + 1);
        }
    }

    public bool HasVector(SearchSegment segment, int entity) => For(segment).RowOf(entity) >= 0;

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

            For(segment).Assign(entity, row, VectorSketch.Of(ValuesOf(row)));
            return true;
        }
    }

    /// <summary>What the entities of a segment have; null when none of them has a vector.</summary>
    public SegmentVectors? Find(SearchSegment segment) => _ofSegments.TryGetValue(segment, out var found) ? found : null;

    /// <summary>What is known of the model. The writer measures it when the catalogue is complete.</summary>
    public VectorCalibration Calibration
    {
        get => Volatile.Read(ref _calibration);
        set => Volatile.Write(ref _calibration, value);
    }

    /// <summary>The vector of a row, from 0 to <see cref="Count"/>.</summary>
    public QuantizedVector At(int row) => new(ValuesOf(row).ToArray(), ScaleOf(row));

    /// <summary>
    /// The best cosine of a vector of the query with each entity of the segment that <paramref name="mask"/> allows; NaN where there is no
    /// vector.
    /// </summary>
    public void Score(SearchSegment segment, ReadOnlySpan<ulong> mask, IReadOnlyList<QuantizedVector> queries, Span<float> cosines)
    {
        cosines.Fill(float.NaN);
        if (Find(segment) is not { } vectors)
        {
            return;
        }

        for (var word = 0; word < mask.Length; word++)
        {
            for (var bits = mask[word]; bits != 0; bits &= bits - 1)
            {
                var entity = (word << 6) + BitOperations.TrailingZeroCount(bits);
                if (vectors.RowOf(entity) is >= 0 and var row)
                {
                    cosines[entity] = Cosine(row, queries);
                }
            }
        }
    }

    /// <summary>The best cosine of a vector of the query with one entity; null when it has no vector.</summary>
    public float? Cosine(SearchSegment segment, int entity, IReadOnlyList<QuantizedVector> queries)
    {
        var row = Find(segment)?.RowOf(entity) ?? -1;
        return row < 0 ? null : Cosine(row, queries);
    }

    /// <summary>The best cosine of a vector of the query with that of a row.</summary>
    public float Cosine(int row, IReadOnlyList<QuantizedVector> queries)
    {
        var values = ValuesOf(row);
        var best = float.NegativeInfinity;
        for (var i = 0; i < queries.Count; i++)
        {
            best = Math.Max(best, QuantizedVector.Dot(queries[i].Values, values) * queries[i].Scale);
        }

        return best * ScaleOf(row);
    }

    private SegmentVectors For(SearchSegment segment) =>
        _ofSegments.GetValue(segment, known => new(known.Count, Dimensions));

    // The blocks are read after the row's number: its block was published before the row was assigned.
    private ReadOnlySpan<sbyte> ValuesOf(int row) =>
        Volatile.Read(ref _blocks)[row / RowsPerBlock].Values.AsSpan(row % RowsPerBlock * Dimensions, Dimensions);

    private float ScaleOf(int row) => Volatile.Read(ref _blocks)[row / RowsPerBlock].Scales[row % RowsPerBlock];

    private Block NewBlock() => new(new sbyte[RowsPerBlock * Dimensions], new float[RowsPerBlock]);

    private sealed record Block(sbyte[] Values, float[] Scales);
}
