using System.Collections.Concurrent;

namespace McpGateway.AuthorizationServer.Device;

/// <summary>When each device asked last, on this replica, so that one that asks too often is told to slow down (RFC 8628 §3.5).</summary>
internal sealed class DevicePolls(TimeProvider time)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // Clocks and networks jitter: a device that keeps to the interval is not told off.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<string, DateTimeOffset> _last = new(StringComparer.Ordinal);

    public bool IsTooEarly(string device)
    {
        var now = time.GetUtcNow();
        if (_last.Count >= Capacity)
        {
            _last.Clear();
        }

        var isTooEarly = _last.TryGetValue(device, out var last) && now - last < Interval - Tolerance;
        _last[device] = now;
        return isTooEarly;
    }

    public void Forget(string device) => _last.TryRemove(device, out _);
}
