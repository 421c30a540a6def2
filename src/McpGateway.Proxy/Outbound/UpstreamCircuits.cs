using System.Collections.Concurrent;
using McpGateway.Proxy.Routing;
using Microsoft.Extensions.Options;

namespace McpGateway.Proxy.Outbound;

/// <summary>The health cells of all servers. They outlive a new route table, which is published at every change of any server.</summary>
internal sealed class UpstreamCircuits(RouteTableHolder holder, IOptions<ProxyOptions> options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, UpstreamCircuit> _byPath = new(StringComparer.Ordinal);

    public UpstreamCircuit Of(Route route) => _byPath.TryGetValue(route.Path, out var health) ? health : Add(route.Path);

    private UpstreamCircuit Add(string path)
    {
        // Cells of servers that are gone are dropped when a new one comes; exchanges that still run keep theirs.
        var table = holder.Current;
        if (_byPath.Count > table.Routes.Count)
        {
            foreach (var known in _byPath.Keys)
            {
                if (table.Find(known) is null)
                {
                    _byPath.TryRemove(known, out _);
                }
            }
        }

        return _byPath.GetOrAdd(path, static (_, context) => new UpstreamCircuit(context.Value, context.clock), (options.Value, clock));
    }
}
