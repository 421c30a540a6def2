using System.Numerics;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Text;

namespace McpGateway.Core.Discovery.Ranking;

/// <summary>Finds the best entities of a snapshot for one caller.</summary>
internal sealed class Ranker(RankingParameters parameters, Thesaurus thesaurus)
{
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

            request.Vectors?.Fusion.Apply(segments, request.Vectors.Space, request.Vectors.Query, request.RatingWeight);
            var lists = new HitLists(request);
            FirstHits.Raise(lists, segments, request);
            foreach (var scored in segments)
            {
                ApplyRatings(scored, request.RatingWeight);
                Collect(scored, lists);
            }

            return new(
                [.. lists.Servers.Hits.Select(
                    hit => new ServerHit(hit, UnitScores.BestTools(segments.First(scored => scored.Segment == hit.Segment), hit.Unit)))],
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
        if (weight == 0 || scored.IsDeferred)
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
        var mask = scored.Mask;
        var items = scored.Segment.Items;
        var lastUnit = -1;
        for (var word = 0; word < mask.Length; word++)
        {
            if (mask[word] == 0)
            {
                continue;
            }

            var bounds = scored.BoundsOf(word);
            var candidates = ScoreScan.AtLeast(bounds, lists.Threshold) & mask[word] & ~items[word];
            if ((items[word] & mask[word]) is not 0 and var others)
            {
                candidates |= ScoreScan.AtLeast(bounds, lists.ItemThreshold) & others;
            }

            for (; candidates != 0; candidates &= candidates - 1)
            {
                Collect(scored, (word << 6) + BitOperations.TrailingZeroCount(candidates), lists, ref lastUnit);
            }
        }
    }

    private static void Collect(ScoredSegment scored, int entity, HitLists lists, ref int lastUnit)
    {
        var (unit, score) = (scored.Segment.UnitOf[entity], scored.ScoreOf(entity));
        if (score >= lists.Servers.Threshold && unit != lastUnit)
        {
            UnitScores.Add(scored, scored.Segment.Units[unit], lists.Servers);
            lastUnit = unit;
        }

        if (lists.Of(scored.Segment.Kinds[entity]) is { } list && score >= list.Threshold)
        {
            list.Add(new(scored.Segment, entity, score));
        }
    }
}
