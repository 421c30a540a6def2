using System.Buffers;
using McpGateway.Core.Discovery.Vectors;

namespace McpGateway.Core.Discovery.Ranking;

/// <summary>How lexical and vector scores become one.</summary>
/// <param name="Method">The rule.</param>
/// <param name="LexicalWeight">Weight of the words.</param>
/// <param name="VectorWeight">Weight of the vectors.</param>
internal sealed record Fusion(FusionMethod Method, float LexicalWeight, float VectorWeight)
{
    /// <summary>The constant of reciprocal-rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009).</summary>
    private const int RankOffset = 60;

    private const int Buckets = 1 << 14;

    /// <summary>The balance of a search by vectors alone: words only decide between equals.</summary>
    private const float MostWeight = 1000;

    /// <summary>
    /// Mixes the cosines into segments that hold lexical scores; in a large space later, for those that can be hits. What comes out for an
    /// entity does not depend on the caller: ranks are those among all current entities, so that a filter takes hits away and never
    /// reorders them.
    /// </summary>
    /// <param name="segments">All segments that are searched.</param>
    /// <param name="space">Their vectors.</param>
    /// <param name="query">Those of the query.</param>
    /// <param name="ratingWeight">Of scores that are mixed later; whoever reads the others applies it.</param>
    public void Apply(IReadOnlyList<ScoredSegment> segments, VectorSpace space, QueryEmbedding query, float ratingWeight)
    {
        if (Method == FusionMethod.ReciprocalRank)
        {
            ApplyRanks(segments, space, query);
            return;
        }

        var calibration = space.Calibration;
        var mix = Method == FusionMethod.Balanced
            ? BalancedFusion.Of(BalancedWeight, query.Words, calibration.Floor)
            : new LinearMix(LexicalWeight, VectorWeight, 0);
        var reach = calibration.IsBounded ? calibration.ReachOf(query.Sketches) : int.MaxValue;
        foreach (var scored in segments)
        {
            if (calibration.IsBounded)
            {
                scored.Defer(new(scored.Segment, space, query, mix, ratingWeight) { Reach = reach });
            }
            else
            {
                Mix(scored, space, query, mix);
            }
        }
    }

    /// <summary>
    /// The default weights (0.3 and 0.7) are those that the rule was measured with; others shift the balance as far as they do.
    /// </summary>
    private float BalancedWeight => LexicalWeight > 0 ? VectorWeight / LexicalWeight * (0.3f / 0.7f) : MostWeight;

    private static void Mix(ScoredSegment scored, VectorSpace space, QueryEmbedding query, LinearMix mix)
    {
        var rented = ArrayPool<float>.Shared.Rent(scored.Segment.Count);
        var scores = scored.Scores;
        var cosines = rented.AsSpan(0, scored.Segment.Count);
        space.Score(scored.Segment, scored.Mask, query.Vectors, cosines);
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = mix.Of(scores[i], cosines[i]);
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>Ranks need everybody's cosine, not only that of those that may be hits.</summary>
    private void ApplyRanks(IReadOnlyList<ScoredSegment> segments, VectorSpace space, QueryEmbedding query)
    {
        var cosines = segments.Select(static scored => ArrayPool<float>.Shared.Rent(scored.Segment.Count)).ToArray();
        for (var i = 0; i < segments.Count; i++)
        {
            space.Score(segments[i].Segment, segments[i].View.Live, query.Vectors, cosines[i].AsSpan(0, segments[i].Segment.Count));
        }

        ApplyRanks(segments, cosines);
        Array.ForEach(cosines, static rented => ArrayPool<float>.Shared.Return(rented));
    }

    private void ApplyRanks(IReadOnlyList<ScoredSegment> segments, float[][] cosines)
    {
        var byWords = new RankTable(Buckets);
        var byVector = new RankTable(Buckets);
        for (var i = 0; i < segments.Count; i++)
        {
            for (var entity = 0; entity < segments[i].Segment.Count; entity++)
            {
                if (segments[i].View.IsLive(entity))
                {
                    byWords.Count(segments[i].Scores[entity]);
                    byVector.Count(cosines[i][entity]);
                }
            }
        }

        byWords.Complete();
        byVector.Complete();
        var best = (LexicalWeight + VectorWeight) / (RankOffset + 1);
        for (var i = 0; i < segments.Count; i++)
        {
            var scores = segments[i].Scores;
            for (var entity = 0; entity < scores.Length; entity++)
            {
                scores[entity] = ((LexicalWeight * Reciprocal(byWords.RankOf(scores[entity])))
                    + (VectorWeight * Reciprocal(byVector.RankOf(cosines[i][entity])))) / best;
            }
        }
    }

    private static float Reciprocal(int rank) => rank == 0 ? 0 : 1f / (RankOffset + rank);

    /// <summary>Ranks by counting: linear time, and equal scores share a rank. Scores at or below 0 have none.</summary>
    private sealed class RankTable(int buckets)
    {
        private readonly int[] _ranks = new int[buckets + 1];

        public void Count(float score)
        {
            if (score > 0)
            {
                _ranks[BucketOf(score)]++;
            }
        }

        public void Complete()
        {
            var rank = 1;
            for (var bucket = buckets; bucket >= 0; bucket--)
            {
                var count = _ranks[bucket];
                _ranks[bucket] = rank;
                rank += count;
            }
        }

        public int RankOf(float score) => score > 0 ? _ranks[BucketOf(score)] : 0;

        private int BucketOf(float score) => (int)(Math.Min(score, 1) * buckets);
    }
}

/// <summary>The rule of fusion.</summary>
public enum FusionMethod
{
    /// <summary>The words' score plus the cosine, which counts less the longer the query is.</summary>
    Balanced,

    /// <summary>Weighted sum of the normalised scores.</summary>
    WeightedSum,

    /// <summary>Weighted sum of reciprocal ranks.</summary>
    ReciprocalRank,
}
