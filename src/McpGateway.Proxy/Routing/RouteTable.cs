using System.Collections.Frozen;

namespace McpGateway.Proxy.Routing;

/// <summary>The whole routing state of the data plane at one moment. Replaced, never changed.</summary>
public sealed class RouteTable
{
    public static readonly RouteTable Empty = new([], 0);

    private readonly FrozenDictionary<string, UpstreamAddress> _byPath;
    private readonly FrozenDictionary<string, UpstreamAddress>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly int _deepest;

    public RouteTable(IEnumerable<Route> routes, long revision)
    {
        Routes = [.. routes];
        var versions = Routes.Where(static route => route.Version is not null).ToLookup(static route => route.Path, StringComparer.Ordinal);
        _byPath = Routes.Where(static route => route.Version is null)
            .Select(route => versions.Contains(route.Path) ? WithVersions(route, versions[route.Path]) : new UpstreamAddress(route))
            .SelectMany(PathsOf).ToFrozenDictionary(StringComparer.Ordinal);
        _lookup = _byPath.GetAlternateLookup<ReadOnlySpan<char>>();
        _deepest = _byPath.Count == 0 ? 0 : _byPath.Keys.Max(path => path.AsSpan().Count('/'));
        Revision = revision;
    }

    public long Revision { get; }

    public IReadOnlyCollection<Route> Routes { get; }

    /// <summary>The route registered at exactly <paramref name="path"/> (canonical) or with it as an alias, or null.</summary>
    public Route? Find(string path) => _byPath.GetValueOrDefault(path)?.Route;

    /// <summary>The route whose <see cref="Route.Key"/> it is, other versions included, or null.</summary>
    internal Route? FindKey(string key)
    {
        var end = key.IndexOf(':', StringComparison.Ordinal);
        return end < 0 ? Find(key)
            : _byPath.TryGetValue(key[..end], out var server) ? server.Versions.GetValueOrDefault(key[(end + 1)..])?.Route
            : null;
    }

    /// <summary>
    /// The route for a canonical request path, or null. The longest match wins, on segment boundaries. Allocates only for a remainder
    /// other than the well-known ones.
    /// </summary>
    public RouteMatch? Match(string canonicalPath)
    {
        ArgumentNullException.ThrowIfNull(canonicalPath);

        // No path deeper than the deepest route can match, so a target of a thousand slashes costs no more than any other.
        for (var end = EndOfSegments(canonicalPath, _deepest); end > 0; end = canonicalPath.LastIndexOf('/', end - 1))
        {
            if (_lookup.TryGetValue(canonicalPath.AsSpan(0, end), out var upstream))
            {
                var remainder = RoutePath.Remainder(canonicalPath.AsSpan(end), out var isPublicSurface);
                return new RouteMatch(upstream.Route, upstream, remainder, isPublicSurface);
            }
        }

        return null;
    }

    /// <summary>
    /// The route when a request target, letter for letter, is an address of a registered server: a canonical path without a query,
    /// of the surface that MCP clients use.
    /// </summary>
    public RouteMatch? MatchAsWritten(string target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return RequestPath.TryParse(target, out var path, out _) && path.Path == target && Match(target) is { IsPublicSurface: true } match
            ? match
            : null;
    }

    private static UpstreamAddress WithVersions(Route route, IEnumerable<Route> versions) => new(route)
    {
        Versions = versions.ToFrozenDictionary(
            static version => version.Version!, static version => new UpstreamAddress(version), StringComparer.Ordinal),
    };

    private static IEnumerable<KeyValuePair<string, UpstreamAddress>> PathsOf(UpstreamAddress address) =>
        address.Route.Aliases.Prepend(address.Route.Path).Select(path => KeyValuePair.Create(path, address));

    /// <summary>Where the first <paramref name="count"/> segments end.</summary>
    private static int EndOfSegments(string path, int count)
    {
        var end = 0;
        for (var segment = 0; segment < count; segment++)
        {
            end = path.IndexOf('/', end + 1);
            if (end < 0)
            {
                return path.Length;
            }
        }

        return end;
    }
}
