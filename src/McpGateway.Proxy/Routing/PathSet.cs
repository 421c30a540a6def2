using System.Collections.Frozen;

namespace McpGateway.Proxy.Routing;

/// <summary>Paths of servers or agents that a setting names; <c>*</c> stands for all.</summary>
internal sealed class PathSet(IEnumerable<string> paths)
{
    private readonly FrozenSet<string> _paths = paths.ToFrozenSet(StringComparer.Ordinal);

    public bool Contains(Route route) => _paths.Count > 0 && (_paths.Contains(route.Path) || _paths.Contains("*"));
}
