using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;

namespace McpGateway.Core.Discovery.Search;

/// <summary>How many of what matches is of which kind, server, tag and health; the most frequent first.</summary>
public sealed record SearchFacets(
    IReadOnlyDictionary<EntityKind, int> Kinds, IReadOnlyDictionary<string, int> Servers, IReadOnlyDictionary<string, int> Tags,
    IReadOnlyDictionary<string, int> Health)
{
    internal static SearchFacets? Of(MatchCounts? counts, Func<SegmentUnit, string> health)
    {
        if (counts is null)
        {
            return null;
        }

        var (servers, tags, states) = (Empty(), Empty(), Empty());
        foreach (var (unit, count) in counts.Units)
        {
            Add(servers, unit.Info.Path, count);
            Add(states, UnitFilter.GroupOf(health(unit)), count);
            foreach (var tag in unit.Info.Tags.Select(static tag => tag.ToLowerInvariant()).Distinct(StringComparer.Ordinal))
            {
                Add(tags, tag, count);
            }
        }

        var kinds = new Dictionary<EntityKind, int>();
        foreach (var (kind, count) in counts.Kinds)
        {
            // A template is a resource to whoever looks for one.
            var shown = kind == EntityKind.ResourceTemplate ? EntityKind.Resource : kind;
            kinds[shown] = kinds.GetValueOrDefault(shown) + count;
        }

        return new(kinds, servers, tags, states);
    }

    /// <summary>Of servers and of agents together.</summary>
    public static SearchFacets? Sum(SearchFacets? left, SearchFacets? right) => left is null || right is null
        ? left ?? right
        : new(
            Sum(left.Kinds, right.Kinds), Sum(left.Servers, right.Servers), Sum(left.Tags, right.Tags), Sum(left.Health, right.Health));

    private static Dictionary<TKey, int> Sum<TKey>(IReadOnlyDictionary<TKey, int> left, IReadOnlyDictionary<TKey, int> right)
        where TKey : notnull => left.Concat(right).GroupBy(static pair => pair.Key).ToDictionary(
            static pairs => pairs.Key, static pairs => pairs.Sum(static pair => pair.Value));

    private static Dictionary<string, int> Empty() => new(StringComparer.Ordinal);

    private static void Add(Dictionary<string, int> counts, string value, int count) =>
        counts[value] = counts.GetValueOrDefault(value) + count;
}
