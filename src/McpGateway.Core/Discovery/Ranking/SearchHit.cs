using McpGateway.Core.Discovery.Indexing;

namespace McpGateway.Core.Discovery.Ranking;

/// <summary>A found entity and how it scored.</summary>
/// <param name="Segment">Where the entity stands.</param>
/// <param name="Entity">Its place in the segment.</param>
/// <param name="Score">What hits are ordered by; about 0..1, see <see cref="Relevance"/>.</param>
internal readonly record struct SearchHit(SearchSegment Segment, int Entity, float Score)
{
    public SegmentUnit Unit => Segment.Units[Segment.UnitOf[Entity]];

    public string Name => Segment.Names[Entity];

    /// <summary>The score as answers show it: within 0..1, four digits.</summary>
    public double Relevance => Math.Round(Math.Clamp((double)Score, 0, 1), 4);
}
