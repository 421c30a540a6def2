using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Discovery.Search;

/// <summary>The conditions of a request that a server or an agent fulfils with all that belongs to it.</summary>
internal static class UnitFilter
{
    public static SearchFilter Of(SearchRequest request, Func<SegmentUnit, string> health)
    {
        var filter = new SearchFilter(request.Tags, request.IncludesDisabled);
        if (request.Servers.Count == 0 && request.MinRating <= 0 && request.Health.Count == 0)
        {
            return filter;
        }

        var keys = request.Servers.Select(static path => ServerPath.KeyOf(path)).ToHashSet(StringComparer.Ordinal);
        return filter with
        {
            Accepts = unit => (keys.Count == 0 || keys.Contains(unit.Key))
                && unit.Info.Stars >= request.MinRating
                && (request.Health.Count == 0 || request.Health.Any(wanted => Fits(health(unit), wanted))),
        };
    }

    /// <summary>The first word of a status: <c>unhealthy</c> of <c>unhealthy: timeout</c>.</summary>
    public static string GroupOf(string status)
    {
        var end = status.AsSpan().IndexOfAny(":-");
        return end < 0 ? status : status[..end];
    }

    private static bool Fits(string status, string wanted) => status == wanted || GroupOf(status) == wanted;
}
