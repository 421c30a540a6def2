using System.Numerics;
using System.Numerics.Tensors;
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
                segments.Add(new(view, _masks.For(view, request.Access, request.SeesAllServers, request.Filter)));
                ScoreWords(lexical, segments[^1]);
            }

            request.Vectors?.Fusion.Apply(segments, request.Vectors.Space, request.Vectors.Query);
            return new(
                request.ServerCount > 0 ? Servers(segments, request) : [],
                request.ToolCount > 0 ? Tools(segments, request) : [],
                lexical);
        }
        finally
        {
            segments.ForEach(scored => scored.Dispose());
        }
    }

    private static void ScoreWords(LexicalScorer lexical, ScoredSegment scored)
    {
        if (lexical.IsEmpty)
        {
            return;
        }

        lexical.Score(scored.Segment, scored.Scores);
        TensorPrimitives.Multiply(scored.Scores, 1 / lexical.TotalWeight, scored.Scores);
    }

    private static IReadOnlyList<SearchHit> Tools(IReadOnlyList<ScoredSegment> segments, RankRequest request)
    {
        var top = new TopHits(request.ToolCount, request.MinScore);
        foreach (var scored in segments)
        {
            var scores = scored.Scores;
            for (var word = 0; word < scored.Mask.Length; word++)
            {
                for (var bits = scored.Mask[word] & ~scored.Segment.Servers[word]; bits != 0; bits &= bits - 1)
                {
                    var entity = (word << 6) + BitOperations.TrailingZeroCount(bits);
                    if (scores[entity] >= top.Threshold)
                    {
                        top.Add(new(scored.Segment, entity, scores[entity]));
                    }
                }
            }
        }

        return top.Hits;
    }

    private static IReadOnlyList<ServerHit> Servers(IReadOnlyList<ScoredSegment> segments, RankRequest request)
    {
        var top = new TopHits(request.ServerCount, request.MinScore);
        foreach (var scored in segments)
        {
            foreach (var unit in scored.Segment.Units)
            {
                // The server itself is the first entity of its unit. Without it no tool is allowed either.
                if (IsAllowed(scored, unit.First))
                {
                    top.Add(new(scored.Segment, unit.First, ServerScore(scored, unit)));
                }
            }
        }

        return [.. top.Hits.Select(hit => new ServerHit(hit, MatchingTools(segments.First(scored => scored.Segment == hit.Segment), hit.Unit)))];
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
