using McpGateway.Core.Discovery.Indexing;

namespace McpGateway.Core.Discovery.Ranking;

/// <summary>What a server, or an agent, is worth by itself and by what it can do; its prompts and resources are found beside it.</summary>
internal static class UnitScores
{
    private const int ToolsPerServer = 5;

    /// <summary>How much of its best tool's score a server gets: a server whose own words match as well comes first.</summary>
    private const float ToolShare = 0.9f;

    /// <summary>Adds the unit to the list if it may be a hit and is good enough.</summary>
    public static void Add(ScoredSegment scored, SegmentUnit unit, TopHits servers)
    {
        // The server itself is the first entity of its unit. A filter that lets a tool through lets its server through.
        if (scored.IsAllowed(unit.First))
        {
            servers.Add(new(scored.Segment, unit.First, ScoreOf(scored, unit)));
        }
    }

    public static IReadOnlyList<SearchHit> BestTools(ScoredSegment scored, SegmentUnit unit)
    {
        var top = new TopHits(ToolsPerServer, 0);
        for (var entity = unit.First + 1; entity < unit.First + unit.Count; entity++)
        {
            if (IsCallable(scored, entity))
            {
                top.Add(new(scored.Segment, entity, scored.ScoreOf(entity)));
            }
        }

        return top.Hits;
    }

    private static float ScoreOf(ScoredSegment scored, SegmentUnit unit)
    {
        var best = 0f;
        for (var entity = unit.First + 1; entity < unit.First + unit.Count; entity++)
        {
            if (IsCallable(scored, entity))
            {
                best = Math.Max(best, scored.ScoreOf(entity));
            }
        }

        return Math.Max(scored.ScoreOf(unit.First), best * ToolShare);
    }

    private static bool IsCallable(ScoredSegment scored, int entity) =>
        scored.Segment.Kinds[entity] is EntityKind.Tool or EntityKind.Skill && scored.IsAllowed(entity);
}
