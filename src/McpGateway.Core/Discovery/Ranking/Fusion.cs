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
    /// Mixes the cosines into segments that hold lexical scores. What comes out for an entity does not depend on the caller: ranks are
    /// those among all current entities, so that a filter takes hits away and never reorders them.
    /// </summary>
    public void Apply(IReadOnlyList<ScoredSegment> segments, VectorSpace space, QueryEmbedding query)
    {
        var cosines = segments.Select(scored => Cosines(scored, space, query)).ToArray();
        if (Method == FusionMethod.ReciprocalRank)
        {
            ApplyRanks(segments, cosines);
        }
        else
        {
            for (var i = 0; i < segments.Count; i++)
            {
                if (Method == FusionMethod.Balanced)
                {
                    BalancedFusion.Mix(segments[i].Scores, cosines[i], BalancedWeight, query.Words, space.Calibration.Floor);
                }
                else
                {
                    Mix(segments[i].Scores, cosines[i], LexicalWeight, VectorWeight);
                }
            }
        }

        foreach (var rented in cosines)
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    /// <summary>
    /// The default weights (0.3 and 0.7) are those that the rule was measured with; others shift the balance as far as they do.
    /// </summary>
    private float BalancedWeight => LexicalWeight > 0 ? VectorWeight / LexicalWeight * (0.3f / 0.7f) : MostWeight;

    private float[] Cosines(ScoredSegment scored, VectorSpace space, QueryEmbedding query)
    {
        var cosines = ArrayPool<float>.Shared.Rent(scored.Segment.Count);

        // Ranks need everybody's cosine; a weighted sum only needs those that may be hits.
        var mask = Method == FusionMethod.ReciprocalRank ? scored.View.Live : scored.Mask;
        space.Score(scored.Segment, mask, query.Vectors, cosines.AsSpan(0, scored.Segment.Count));
        return cosines;
    }

    private static void Mix(Span<float> scores, ReadOnlySpan<float> cosines, float lexical, float vector)
    {
        for (var i = 0; i < scores.Length; i++)
        {
            var cosine = float.IsNaN(cosines[i]) ? 0 : Math.Max(0, cosines[i]);
            scores[i] = (lexical * scores[i]) + (vector * cosine);
        }
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
