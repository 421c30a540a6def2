using System.Buffers;
using System.Numerics;
using McpGateway.Core.Discovery.Indexing;

namespace McpGateway.Core.Discovery.Ranking;

/// <summary>Finds the best entities of one snapshot. Stateless.</summary>
internal static class Ranker
{
    public static IReadOnlyList<SearchHit> Search(SearchSnapshot snapshot, QueryTerms query, IEntityFilter filter, int count)
    {
        var top = new TopHits(count);
        var lexical = LexicalScorer.For(snapshot, query.Weights);
        if (lexical.IsEmpty)
        {
            return top.Hits;
        }

        foreach (var view in snapshot.Segments)
        {
            var scores = ArrayPool<float>.Shared.Rent(view.Segment.Count);
            var used = scores.AsSpan(0, view.Segment.Count);
            used.Clear();
            lexical.Score(view.Segment, used);
            Collect(view, used, filter.Allowed(view), 1 / lexical.TotalWeight, top);
            ArrayPool<float>.Shared.Return(scores);
        }

        return top.Hits;
    }

    private static void Collect(SegmentView view, ReadOnlySpan<float> scores, ReadOnlySpan<ulong> allowed, float scale, TopHits top)
    {
        for (var word = 0; word < allowed.Length; word++)
        {
            for (var bits = allowed[word] & view.Live[word]; bits != 0; bits &= bits - 1)
            {
                var entity = (word << 6) + BitOperations.TrailingZeroCount(bits);
                var score = scores[entity] * scale;
                if (score >= top.Threshold)
                {
                    top.Add(new(view.Segment, entity, score, score, null));
                }
            }
        }
    }
}
