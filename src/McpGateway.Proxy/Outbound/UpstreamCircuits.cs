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
    private readonly ConcurrentDictionary<string, UpstreamCircuit> _byPath = new(StringComparer.Ordinal);

    public UpstreamCircuits(RouteTableHolder holder, IOptions<ProxyOptions> options, TimeProvider clock)
    {
        (_holder, _options, _clock) = (holder, options.Value, clock);
        holder.Published += CloseWhatIsGone;
    }

    public UpstreamCircuit Of(Route route) => _byPath.TryGetValue(route.Path, out var health) ? health : Add(route.Path);

    private UpstreamCircuit Add(string path)
    {
        // Cells of servers that are gone are dropped when a new one comes; exchanges that still run keep theirs.
        var table = _holder.Current;
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

        return _byPath.GetOrAdd(path, static (_, self) => new UpstreamCircuit(self._options, self._clock), this);
    }

    /// <summary>Calls that were let in and have not ended.</summary>
    public long Calls => _byPath.Sum(static server => server.Value.Calls.Total);

    /// <summary>Servers that are left out for a moment, for some caller or for all.</summary>
    public long Open => _byPath.Count(static server => server.Value.IsOpen);

    public void Dispose() => _holder.Published -= CloseWhatIsGone;

    /// <summary>Streams and calls of a server that was switched off or removed end at once. A failed health check ends nothing.</summary>
    private void CloseWhatIsGone(RouteTable table)
    {
        foreach (var (path, server) in _byPath)
        {
            if (server.Calls.Total + server.Streams.Total > 0 && table.Find(path) is null or { State: RouteState.Disabled })
            {
                server.Close();
            }
        }
    }
}
