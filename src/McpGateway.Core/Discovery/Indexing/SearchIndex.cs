namespace McpGateway.Core.Discovery.Indexing;

/// <summary>
/// The search index. One writer (<c>SearchIndexChangeHandler</c>) changes it, any number of searches read <see cref="Current"/> without a
/// lock. A change adds a small segment and hides what it replaces; small segments are merged now and then, so that no change waits for a
/// rebuild.
/// </summary>
internal sealed class SearchIndex(RankingParameters parameters)
{
    /// <summary>So many segments of about one size become one of the next size.</summary>
    private const int MergeFactor = 8;

    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);
    private SearchSnapshot _current = SearchSnapshot.Empty;

    public SearchSnapshot Current => Volatile.Read(ref _current);

    public IReadOnlyCollection<string> Keys => _places.Keys;

    /// <summary>Replaces and removes units in one step. Called by the writer only.</summary>
    /// <param name="units">Units to add, in place of those of the same key.</param>
    /// <param name="removed">Keys of units to remove.</param>
    public void Update(IReadOnlyCollection<SearchUnit> units, IEnumerable<string> removed)
    {
        var replaced = units.Select(unit => unit.Key).Concat(removed).Distinct(StringComparer.Ordinal);
        var views = Without(Current.Segments, [.. replaced.Where(_places.ContainsKey)]);
        if (units.Count > 0)
        {
            var builder = new SegmentBuilder(parameters);
            foreach (var unit in units)
            {
                builder.Add(unit);
            }

            views.Add(Record(builder.Build()));
        }

        Merge(views);
        Volatile.Write(ref _current, new([.. views]));
    }

    private List<SegmentView> Without(IReadOnlyList<SegmentView> views, string[] keys)
    {
        var gone = keys.Select(key => _places[key]).ToLookup(place => place.Segment, place => place.Unit);
        foreach (var key in keys)
        {
            _places.Remove(key);
        }

        return
        [
            .. views
                .Select(view => gone.Contains(view.Segment) ? view.Without(gone[view.Segment]) : view)
                .Where(view => view.LiveCount > 0),
        ];
    }

    private void Merge(List<SegmentView> views)
    {
        while (Candidates(views) is { } group)
        {
            views.RemoveAll(group.Contains);
            views.Add(Record(SegmentMerger.Merge(group)));
        }
    }

    /// <summary>Segments of one size class when there are enough of them, or one that is mostly deleted.</summary>
    private static SegmentView[]? Candidates(List<SegmentView> views)
    {
        var crowded = views.GroupBy(view => (int)Math.Log(view.LiveCount, MergeFactor))
            .FirstOrDefault(group => group.Count() >= MergeFactor);
        if (crowded is not null)
        {
            return [.. crowded];
        }

        var hollow = views.Find(view => view.LiveCount * 2 < view.Segment.Count);
        return hollow is null ? null : [hollow];
    }

    private SegmentView Record(SearchSegment segment)
    {
        foreach (var unit in segment.Units)
        {
            _places[unit.Key] = new(segment, unit);
        }

        return SegmentView.Of(segment);
    }

    private readonly record struct Place(SearchSegment Segment, SegmentUnit Unit);
}
