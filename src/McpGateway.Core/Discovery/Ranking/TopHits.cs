namespace McpGateway.Core.Discovery.Ranking;

/// <summary>
/// Keeps the best <c>capacity</c> hits above <c>minimum</c>; a score of 0 is never a hit. Ties go to the smaller (unit key, name), so that
/// the order does not depend on segments.
/// </summary>
internal sealed class TopHits(int capacity, float minimum)
{
    private readonly List<SearchHit> _hits = new(capacity + 1);

    /// <summary>A candidate below this cannot enter.</summary>
    public float Threshold { get; private set; } = capacity > 0 ? Math.Max(minimum, float.Epsilon) : float.PositiveInfinity;

    public IReadOnlyList<SearchHit> Hits => _hits;

    /// <summary>Nothing below this is wanted any more: as good hits as the list can hold are known.</summary>
    public void Raise(float threshold) => Threshold = Math.Max(Threshold, threshold);

    public void Add(SearchHit hit)
    {
        if (hit.Score < Threshold)
        {
            return;
        }

        if (_hits.Count == capacity && Compare(hit, _hits[^1]) >= 0)
        {
            return;
        }

        var place = _hits.Count;
        while (place > 0 && Compare(hit, _hits[place - 1]) < 0)
        {
            place--;
        }

        _hits.Insert(place, hit);
        if (_hits.Count > capacity)
        {
            _hits.RemoveAt(capacity);
        }

        if (_hits.Count == capacity)
        {
            Raise(_hits[^1].Score);
        }
    }

    private static int Compare(SearchHit left, SearchHit right)
    {
        if (left.Score != right.Score)
        {
            return left.Score > right.Score ? -1 : 1;
        }

        var byKey = string.CompareOrdinal(left.Unit.Key, right.Unit.Key);
        return byKey != 0 ? byKey : string.CompareOrdinal(left.Name, right.Name);
    }
}
