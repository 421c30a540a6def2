namespace McpGateway.Core.Discovery.Vectors;

/// <summary>Which vector each entity of a segment has, and the sketches in the order of the entities, as a scan reads them.</summary>
internal sealed class SegmentVectors
{
    /// <summary>Entities are scanned a word of a mask at a time.</summary>
    public const int BlockSize = 64;

    private readonly int[] _rows;
    private readonly uint[] _sketches;

    public SegmentVectors(int entities, int dimensions)
    {
        _rows = new int[entities];
        Array.Fill(_rows, -1);
        var blocks = (entities + BlockSize - 1) / BlockSize;
        _sketches = new uint[blocks * BlockSize * VectorSketch.WordsOf(dimensions)];
    }

    /// <summary>The entity's row in the space; negative when it has no vector.</summary>
    public int RowOf(int entity) => Volatile.Read(ref _rows[entity]);

    /// <summary>By the writer alone. Who reads a half-written sketch misses the entity, as it would have a moment before.</summary>
    public void Assign(int entity, int row, ReadOnlySpan<uint> sketch)
    {
        VectorSketch.Place(sketch, _sketches, entity);
        Volatile.Write(ref _rows[entity], row);
    }

    /// <summary>In how many signs an entity differs from the nearest of the query's vectors.</summary>
    public int Distance(IReadOnlyList<uint[]> queries, int entity)
    {
        var distance = int.MaxValue;
        for (var i = 0; i < queries.Count; i++)
        {
            distance = Math.Min(distance, VectorSketch.Distance(queries[i], _sketches, entity));
        }

        return distance;
    }

    /// <summary>The same for <see cref="BlockSize"/> entities from that of a multiple of it on, whether they have vectors or not.</summary>
    public void Distances(IReadOnlyList<uint[]> queries, int block, Span<int> distances)
    {
        distances.Fill(int.MaxValue);
        const int Groups = BlockSize / VectorSketch.GroupSize;
        for (var i = 0; i < queries.Count; i++)
        {
            for (var group = 0; group < Groups; group++)
            {
                VectorSketch.Nearest(queries[i], _sketches, (block * Groups) + group, distances[(group * VectorSketch.GroupSize)..]);
            }
        }
    }
}
