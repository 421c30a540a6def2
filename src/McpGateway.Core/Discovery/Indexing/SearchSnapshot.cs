namespace McpGateway.Core.Discovery.Indexing;

/// <summary>The index at one moment. Immutable; a search reads one snapshot from beginning to end.</summary>
/// <param name="Segments">Its parts.</param>
internal sealed record SearchSnapshot(IReadOnlyList<SegmentView> Segments)
{
    public static readonly SearchSnapshot Empty = new([]);

    /// <summary>Entities in all segments, deleted ones that are not yet merged away included. What term statistics count.</summary>
    public int EntityCount { get; } = Segments.Sum(view => view.Segment.Count);

    public int LiveCount { get; } = Segments.Sum(view => view.LiveCount);
}

/// <summary>A segment and which of its entities are still current.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Live">One bit per entity.</param>
/// <param name="LiveCount">How many bits are set.</param>
internal sealed record SegmentView(SearchSegment Segment, ulong[] Live, int LiveCount)
{
    public static SegmentView Of(SearchSegment segment) => new(segment, SearchSegment.Bits(segment.Count, _ => true), segment.Count);

    public bool IsLive(int entity) => (Live[entity >> 6] & (1UL << (entity & 63))) != 0;

    /// <summary>The same segment without the entities of some units.</summary>
    public SegmentView Without(IEnumerable<SegmentUnit> units)
    {
        var live = Live.AsSpan().ToArray();
        var count = LiveCount;
        foreach (var unit in units)
        {
            for (var i = unit.First; i < unit.First + unit.Count; i++)
            {
                live[i >> 6] &= ~(1UL << (i & 63));
            }

            count -= unit.Count;
        }

        return new(Segment, live, count);
    }
}
