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
            var lists = new HitLists(request);
            foreach (var scored in segments)
            {
                ApplyRatings(scored, request.RatingWeight);
                Collect(scored, lists);
            }

            return new(
                [.. lists.Servers.Hits.Select(
                    hit => new ServerHit(hit, MatchingTools(segments.First(scored => scored.Segment == hit.Segment), hit.Unit)))],
                lists.Tools.Hits,
                lists.Prompts.Hits,
                lists.Resources.Hits,
                lexical)
            {
                Matches = request.CountsMatches ? MatchCounts.Of(segments, lists, request.MinScore) : null,
            };
        }
        finally
        {
            segments.ForEach(scored => scored.Dispose());
        }
    }

    /// <summary>Ratings belong to the catalogue, not to the caller: they change the order for everybody alike.</summary>
    private static void ApplyRatings(ScoredSegment scored, float weight)
    {
        if (weight == 0)
        {
            return;
        }

        foreach (var unit in scored.Segment.RatedUnits)
        {
            var factor = 1 + (weight * unit.Info.Rating);
            foreach (ref var score in scored.Scores.Slice(unit.First, unit.Count))
            {
                score *= factor;
            }
        }
    }

    /// <summary>
    /// One pass for all kinds. Most entities are far below the worst hit so far, and whole blocks of them are passed over with a few
    /// comparisons.
    /// </summary>
    private static void Collect(ScoredSegment scored, HitLists lists)
    {
        var scores = scored.Scores;
        var mask = scored.Mask;
        var lastUnit = -1;
        for (var word = 0; word < mask.Length; word++)
        {
            var start = word << 6;
            if (mask[word] == 0 || !AnyAtLeast(scores.Slice(start, Math.Min(64, scores.Length - start)), lists.Threshold))
            {
                continue;
            }

            for (var bits = mask[word]; bits != 0; bits &= bits - 1)
            {
                var entity = start + BitOperations.TrailingZeroCount(bits);
                var unit = scored.Segment.UnitOf[entity];
                if (scores[entity] >= lists.Servers.Threshold && unit != lastUnit)
                {
                    AddServer(scored, scored.Segment.Units[unit], lists.Servers);
                    lastUnit = unit;
                }

                if (lists.Of(scored.Segment.Kinds[entity]) is { } list && scores[entity] >= list.Threshold)
                {
                    list.Add(new(scored.Segment, entity, scores[entity]));
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
            if (scores[entity] > best && IsCallable(scored, entity))
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
            if (IsCallable(scored, entity))
            {
                top.Add(new(scored.Segment, entity, scored.Scores[entity]));
            }
        }

        return top.Hits;
    }

    /// <summary>A server is as good as what it can do; its prompts and resources are found beside it.</summary>
    private static bool IsCallable(ScoredSegment scored, int entity) =>
        scored.Segment.Kinds[entity] is EntityKind.Tool or EntityKind.Skill && IsAllowed(scored, entity);

    private static bool IsAllowed(ScoredSegment scored, int entity) => (scored.Mask[entity >> 6] & (1UL << (entity & 63))) != 0;
}
