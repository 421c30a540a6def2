using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace McpGateway.AuthorizationServer.Clients;

/// <summary>
/// Counts, per address and clock hour, what strangers may have done here. On this replica only: a bound on harm, not a quota.
/// </summary>
internal sealed class RequestLimiter(IOptions<OAuthOptions> options, TimeProvider time)
{
    private const int Capacity = 50_000;

    private readonly ConcurrentDictionary<(string What, string Address), Window> _windows = new();

    /// <summary>Counts one more; false when it is one too many.</summary>
    public bool Allows(string what, string address)
    {
        var hour = time.GetUtcNow().Ticks / TimeSpan.TicksPerHour;
        if (_windows.Count >= Capacity)
        {
            // Those of this hour stay unless they alone fill the table; then counting starts anew, which is better than refusing everybody.
            var before = _windows.Count;
            foreach (var (key, window) in _windows)
            {
                if (window.Hour != hour)
                {
                    _windows.TryRemove(key, out _);
                }
            }

            if (_windows.Count == before)
            {
                _windows.Clear();
            }
        }

        var counted = _windows.AddOrUpdate(
            (what, address), _ =>
                new(hour, 1), (_, window) => window.Hour == hour ? window with { Count = window.Count + 1 } : new(hour, 1));
        return counted.Count <= options.Value.AnonymousRequestsPerHour;
    }

    private sealed record Window(long Hour, int Count);
}
