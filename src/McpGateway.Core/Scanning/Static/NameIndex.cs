using McpGateway.Core.Scanning.Analysis;

namespace McpGateway.Core.Scanning.Static;

/// <summary>
/// The names of all servers and of their tools, to be looked up: made once for the scans between two changes of the registry, because a
/// scan of everything would else compare everything with everything.
/// </summary>
internal sealed class NameIndex
{
    private const int ShortestTool = 8;

    private readonly Dictionary<string, Owners> _tools = new(StringComparer.Ordinal);
    private readonly Lazy<Dictionary<string, IReadOnlyList<(string Name, string Path)>>> _shapes;

    public NameIndex(IReadOnlyList<ScanNeighbour> servers)
    {
        Servers = [.. servers.Select(static server => new NamedServer(server, TextNormaliser.Skeleton(server.Name)))];
        foreach (var server in servers)
        {
            foreach (var tool in server.Tools.Where(static tool =>
                tool.Length >= ShortestTool && tool.Contains('_', StringComparison.Ordinal)))
            {
                _tools[tool] = _tools.TryGetValue(tool, out var owners) ? owners.And(server.Path) : new(server.Path, null);
            }
        }

        // Hardly any server has a tool that asks for these.
        _shapes = new(() => servers.SelectMany(static server => server.Tools.Select(tool => (Name: tool, server.Path)))
            .GroupBy(static tool => TextNormaliser.Skeleton(tool.Name), StringComparer.Ordinal)
            .ToDictionary(
                static group => group.Key, static group => (IReadOnlyList<(string, string)>)[.. group], StringComparer.Ordinal));
    }

    public IReadOnlyList<NamedServer> Servers { get; }

    /// <summary>
    /// Path of a server other than <paramref name="except"/> that has a tool of this name; null when none has, or the name is so short or
    /// common that a text may mean something else by it.
    /// </summary>
    public string? OwnerOf(string tool, string except) =>
        !_tools.TryGetValue(tool, out var owners) ? null : owners.First != except ? owners.First : owners.Second;

    /// <summary>A tool of another server whose name looks like this one and is another; null when there is none.</summary>
    public (string Name, string Path)? LookAlikeOf(string tool, string except) =>
        _shapes.Value.GetValueOrDefault(TextNormaliser.Skeleton(tool), [])
            .Where(other => other.Path != except && other.Name != tool)
            .Select(static other => ((string, string)?)other).FirstOrDefault();

    private readonly record struct Owners(string First, string? Second)
    {
        public Owners And(string path) => path == First || Second is not null ? this : this with { Second = path };
    }
}

/// <summary>A server and what its name looks like.</summary>
internal sealed record NamedServer(ScanNeighbour Server, string Skeleton);
