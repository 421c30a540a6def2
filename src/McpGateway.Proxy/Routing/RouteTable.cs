using System.Collections.Frozen;

namespace McpGateway.Proxy.Routing;

/// <summary>The whole routing state of the data plane at one moment. Replaced, never changed.</summary>
public sealed class RouteTable(IEnumerable<Route> routes, long revision)
{
    public static readonly RouteTable Empty = new([], 0);

    private readonly FrozenDictionary<string, Route> _byPath = routes.ToFrozenDictionary(route => route.Path, StringComparer.Ordinal);

    public long Revision { get; } = revision;

    public IReadOnlyCollection<Route> Routes => _byPath.Values;

    /// <summary>The route registered at exactly <paramref name="path"/> (canonical), or null.</summary>
    public Route? Find(string path) => _byPath.GetValueOrDefault(path);
}
