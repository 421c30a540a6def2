using System.Numerics;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Text;

namespace McpGateway.Core.Discovery.Ranking;

/// <summary>Finds the best entities of a snapshot for one caller.</summary>
internal sealed class Ranker(RankingParameters parameters, Thesaurus thesaurus)
{
    private const int ToolsPerServer = 5;

    /// <summary>How much of its best tool's score a server gets: a server whose own words match as well comes first.</summary>
    private const float ToolShare = 0.9f;

    private readonly EntityMask _masks = new();

    public RankedHits Search(SearchSnapshot snapshot, RankRequest request)
    {
        var lexical = LexicalScorer.For(snapshot, QueryTerms.From(request.Query, parameters), parameters, thesaurus);
        var segments = new List<ScoredSegment>(snapshot.Segments.Count);
        try
        {
            foreach (var view in snapshot.Segments)
            {
                segments.Add(new(view));
                _masks.Fill(view, request, segments[^1].Mask);
                lexical.Score(view.Segment, segments[^1].Scores);
            }

            request.Vectors?.Fusion.Apply(segments, request.Vectors.Space, request.Vectors.Query);
            var servers = new TopHits(request.ServerCount, request.MinScore);
            var tools = new TopHits(request.ToolCount, request.MinScore);
            foreach (var scored in segments)
            {
                Collect(scored, servers, tools);
            }

            return new(
                [.. servers.Hits.Select(
                    hit => new ServerHit(hit, MatchingTools(segments.First(scored => scored.Segment == hit.Segment), hit.Unit)))],
                tools.Hits,
                lexical);
        }
        finally
        {
            segments.ForEach(scored => scored.Dispose());
        }
    }

    /// <summary>
    /// One pass for both kinds. Most entities are far below the worst hit so far, and whole blocks of them are passed over with a few
    /// comparisons.
    /// </summary>
    private static void Collect(ScoredSegment scored, TopHits servers, TopHits tools)
    {
        var scores = scored.Scores;
        var mask = scored.Mask;
        var lastUnit = -1;
        for (var word = 0; word < mask.Length; word++)
        {
            var start = word << 6;
            var threshold = Math.Min(tools.Threshold, servers.Threshold);
            if (mask[word] == 0 || !AnyAtLeast(scores.Slice(start, Math.Min(64, scores.Length - start)), threshold))
            {
                continue;
            }

            for (var bits = mask[word]; bits != 0; bits &= bits - 1)
            {
                var entity = start + BitOperations.TrailingZeroCount(bits);
                var unit = scored.Segment.UnitOf[entity];
                if (scores[entity] >= servers.Threshold && unit != lastUnit)
                {
                    AddServer(scored, scored.Segment.Units[unit], servers);
                    lastUnit = unit;
                }

                if (scores[entity] >= tools.Threshold && (scored.Segment.Servers[word] & (1UL << (entity & 63))) == 0)
                {
                    tools.Add(new(scored.Segment, entity, scores[entity]));
                }
            }
        }
    }

    private static bool AnyAtLeast(ReadOnlySpan<float> scores, float threshold)
    {
        var limit = new Vector<float>(threshold);
        var i = 0;
        for (; i + Vector<float>.Count <= scores.Length; i += Vector<float>.Count)
        {
            if (Vector.GreaterThanOrEqualAny(new Vector<float>(scores[i..]), limit))
            {
                return true;
            }
        }

        for (; i < scores.Length; i++)
        {
            if (scores[i] >= threshold)
            {
                return true;
            }
        }

        return false;
    }

    private static void AddServer(ScoredSegment scored, SegmentUnit unit, TopHits servers)
    {
        // The server itself is the first entity of its unit. A filter that lets a tool through lets its server through.
        if (IsAllowed(scored, unit.First))
        {
            servers.Add(new(scored.Segment, unit.First, ServerScore(scored, unit)));
        }
    }

    private static float ServerScore(ScoredSegment scored, SegmentUnit unit)
    {
        var scores = scored.Scores;
        var best = 0f;
        for (var entity = unit.First + 1; entity < unit.First + unit.Count; entity++)
        {
            if (scores[entity] > best && IsAllowed(scored, entity))
            {
                best = scores[entity];
            }
        }

        return Math.Max(scores[unit.First], best * ToolShare);
    }

    private static IReadOnlyList<SearchHit> MatchingTools(ScoredSegment scored, SegmentUnit unit)
    {
        var top = new TopHits(ToolsPerServer, 0);
        for (var entity = unit.First + 1; entity < unit.First + unit.Count; entity++)
        {
            if (IsAllowed(scored, entity))
            {
                top.Add(new(scored.Segment, entity, scored.Scores[entity]));
            }
        }

        return top.Hits;
    }

    private static bool IsAllowed(ScoredSegment scored, int entity) => (scored.Mask[entity >> 6] & (1UL << (entity & 63))) != 0;
}
