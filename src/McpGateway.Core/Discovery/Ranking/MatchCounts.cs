using System.Numerics;
using McpGateway.Core.Discovery.Indexing;

namespace McpGateway.Core.Discovery.Ranking;

/// <summary>
/// How many entities match, by kind and by server or agent. With vectors nearly everything has something in common with a query, so what
/// fits less than half as well as the best does not count.
/// </summary>
internal sealed class MatchCounts
{
    private const float ShareOfBest = 0.5f;

    private readonly Dictionary<EntityKind, int> _kinds = [];
    private readonly Dictionary<string, (SegmentUnit Unit, int Count)> _units = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<EntityKind, int> Kinds => _kinds;

    public IEnumerable<(SegmentUnit Unit, int Count)> Units => _units.Values;

    public static MatchCounts Of(IEnumerable<ScoredSegment> segments, HitLists lists, float minimum)
    {
        var counts = new MatchCounts();
        var threshold = Math.Max(Math.Max(minimum, lists.Best * ShareOfBest), float.Epsilon);
        foreach (var scored in segments)
        {
            counts.Add(scored, lists, threshold);
        }

        return counts;
    }

    private void Add(ScoredSegment scored, HitLists lists, float threshold)
    {
        for (var word = 0; word < scored.Mask.Length; word++)
        {
            var candidates = scored.Mask[word] == 0 ? 0 : ScoreScan.AtLeast(scored.BoundsOf(word), threshold) & scored.Mask[word];
            for (; candidates != 0; candidates &= candidates - 1)
            {
                var entity = (word << 6) + BitOperations.TrailingZeroCount(candidates);
                if (lists.Wants(scored.Segment.Kinds[entity]) && scored.ScoreOf(entity) >= threshold)
                {
                    Add(scored.Segment, entity);
                }
            }
        }
    }

    private void Add(SearchSegment segment, int entity)
    {
        var (kind, unit) = (segment.Kinds[entity], segment.Units[segment.UnitOf[entity]]);
        _kinds[kind] = _kinds.GetValueOrDefault(kind) + 1;
        _units[unit.Key] = (unit, _units.GetValueOrDefault(unit.Key).Count + 1);
    }
}
