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
    private Block[] _blocks = [];
    private int _count;

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
                Volatile.Write(ref _blocks, [.. _blocks, new(new sbyte[RowsPerBlock * Dimensions], new float[RowsPerBlock])]);
            }

            var block = _blocks[row / RowsPerBlock];
            vector.Values.CopyTo(block.Values, row % RowsPerBlock * Dimensions);
            block.Scales[row % RowsPerBlock] = vector.Scale;
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

    /// <summary>
    /// Cosine of the query with each entity of the segment that <paramref name="mask"/> allows; NaN where there is no vector.
    /// </summary>
    public void Score(SearchSegment segment, ReadOnlySpan<ulong> mask, QuantizedVector query, Span<float> cosines)
    {
        cosines.Fill(float.NaN);
        if (!_rowOf.TryGetValue(segment, out var rows))
        {
            return;
        }

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
                    var values = block.Values.AsSpan(row % RowsPerBlock * Dimensions, Dimensions);
                    cosines[entity] = QuantizedVector.Dot(query.Values, values) * query.Scale * block.Scales[row % RowsPerBlock];
                }
            }
        }
    }

    private int[] RowsOf(SearchSegment segment) => _rowOf.GetValue(segment, static known =>
    {
        var rows = new int[known.Count];
        Array.Fill(rows, -1);
        return rows;
    });

    private sealed record Block(sbyte[] Values, float[] Scales);
}
