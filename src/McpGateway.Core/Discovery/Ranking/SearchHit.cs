using McpGateway.Core.Discovery.Indexing;

namespace McpGateway.Core.Discovery.Ranking;

/// <summary>A found entity and how it scored.</summary>
/// <param name="Score">0..1, what hits are ordered by.</param>
/// <param name="Lexical">0..1, the share of the query's weight that the entity's words cover.</param>
/// <param name="Vector">Cosine of the embeddings; null when none took part.</param>
internal readonly record struct SearchHit(SearchSegment Segment, int Entity, float Score, float Lexical, float? Vector)
{
    public SegmentUnit Unit => Segment.Units[Segment.UnitOf[Entity]];

    public string Name => Segment.Names[Entity];

    public EntityKind Kind => Segment.Kinds[Entity];
}
