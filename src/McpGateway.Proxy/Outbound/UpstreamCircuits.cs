using System.Collections.Concurrent;
using McpGateway.Proxy.Routing;
using Microsoft.Extensions.Options;

namespace McpGateway.Proxy.Outbound;

/// <summary>The health cells of all servers. They outlive a new route table, which is published at every change of any server.</summary>
internal sealed class UpstreamCircuits : IDisposable
{
    private readonly RouteTableHolder _holder;
    private readonly ProxyOptions _options;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, UpstreamCircuit> _byKey = new(StringComparer.Ordinal);

    public UpstreamCircuits(RouteTableHolder holder, IOptions<ProxyOptions> options, TimeProvider clock)
    {
        (_holder, _options, _clock) = (holder, options.Value, clock);
        holder.Published += CloseWhatIsGone;
    }

    public UpstreamCircuit Of(Route route) => _byKey.TryGetValue(route.Key, out var health) ? health : Add(route.Key);

    private UpstreamCircuit Add(string key)
    {
        // Cells of servers that are gone are dropped when a new one comes; exchanges that still run keep theirs.
        var table = _holder.Current;
        if (_byKey.Count > table.Routes.Count)
        {
            foreach (var known in _byKey.Keys)
            {
                if (table.FindKey(known) is null)
                {
                    _byKey.TryRemove(known, out _);
                }
            }
        }

        return _byKey.GetOrAdd(key, static (_, self) => new UpstreamCircuit(self._options, self._clock), this);
    }

    /// <summary>Calls that were let in and have not ended.</summary>
    public long Calls => _byKey.Sum(static server => server.Value.Calls.Total);

    /// <summary>Servers that are left out for a moment, for some caller or for all.</summary>
    public long Open => _byKey.Count(static server => server.Value.IsOpen);

    public void Dispose() => _holder.Published -= CloseWhatIsGone;

    /// <summary>Streams and calls of a server that was switched off or removed end at once. A failed health check ends nothing.</summary>
    private void CloseWhatIsGone(RouteTable table)
    {
        foreach (var (key, server) in _byKey)
        {
            if (server.Calls.Total + server.Streams.Total > 0 && IsClosed(table, key))
            {
                server.Close();
            }
        }
    }

    /// <summary>The switch of a server's default version is that of the server.</summary>
    private static bool IsClosed(RouteTable table, string key) =>
        table.FindKey(key) is not { State: not RouteState.Disabled } route
        || (route.Version is not null && table.Find(route.Path) is not { State: not RouteState.Disabled });
}
