using McpGateway.Core.Discovery.Indexing;

namespace McpGateway.Core.Discovery.Ranking;

/// <summary>Which entities of a segment may be hits: what the caller may call, of the kinds and tags asked for.</summary>
internal interface IEntityFilter
{
    /// <summary>One bit per entity.</summary>
    ReadOnlySpan<ulong> Allowed(SegmentView view);
}
