using System.Collections.Concurrent;

namespace McpGateway.Proxy.Routing;

/// <summary>
/// What calls say of the health of every server, by its canonical path. It outlives the route table, which is replaced at every change of
/// any server.
/// </summary>
public sealed class UpstreamTraffics(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, UpstreamTraffic> _byPath = new(StringComparer.Ordinal);

    /// <summary>The server's, made at its first use.</summary>
    public UpstreamTraffic Of(string path) => _byPath.GetOrAdd(path, static (_, clock) => new(clock), clock);

    /// <summary>The server's; null when it is not routed.</summary>
    public UpstreamTraffic? Find(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>Forgets a server that is gone.</summary>
    public void Remove(string path) => _byPath.TryRemove(path, out _);
}
