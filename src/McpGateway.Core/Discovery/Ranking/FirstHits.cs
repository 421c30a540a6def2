using System.Numerics;
using McpGateway.Core.Discovery.Indexing;

namespace McpGateway.Core.Discovery.Ranking;

/// <summary>
/// Scores those that can be best before everything else is looked at. The hits are at least as good as these, so the scan for them passes
/// over nearly all others from its beginning on.
/// </summary>
internal static class FirstHits
{
    /// <summary>Looked at for each hit that is wanted: some share a server, and some are less than they could be.</summary>
    private const int PerHit = 3;

    public static void Raise(HitLists lists, IReadOnlyList<ScoredSegment> segments, RankRequest request)
    {
        var wanted = Math.Max(request.ServerCount, request.ToolCount);
        if (wanted == 0 || segments.All(static scored => !scored.IsDeferred))
        {
            return;
        }

        var byBound = new TopHits(wanted * PerHit, 0);
        foreach (var scored in segments)
        {
            Collect(scored, byBound);
        }

        var first = new HitLists(request);
        var seen = new HashSet<SegmentUnit>(ReferenceEqualityComparer.Instance);
        foreach (var hit in byBound.Hits)
        {
            var scored = segments.First(scored => scored.Segment == hit.Segment);
            if (hit.Segment.Kinds[hit.Entity] is EntityKind.Tool or EntityKind.Skill)
            {
                first.Tools.Add(hit with { Score = scored.ScoreOf(hit.Entity) });
            }

            if (request.ServerCount > 0 && seen.Add(hit.Unit))
            {
                UnitScores.Add(scored, hit.Unit, first.Servers);
            }
        }

        lists.Tools.Raise(first.Tools.Threshold);
        lists.Servers.Raise(first.Servers.Threshold);
    }

    private static void Collect(ScoredSegment scored, TopHits byBound)
    {
        var mask = scored.Mask;
        for (var word = 0; word < mask.Length; word++)
        {
            if (mask[word] == 0)
            {
                continue;
            }

            var bounds = scored.BoundsOf(word);
            var candidates = ScoreScan.AtLeast(bounds, byBound.Threshold) & mask[word];
            for (; candidates != 0; candidates &= candidates - 1)
            {
                var place = BitOperations.TrailingZeroCount(candidates);
                byBound.Add(new(scored.Segment, (word << 6) + place, bounds[place]));
            }
        }
    }
}
