namespace McpGateway.Core.Scanning.Pipeline;

/// <summary>
/// Paths whose scan broke: tried again after a second, and after twice as long each time that it breaks again, up to five minutes. A store
/// that is away is not asked without a pause, and one item that cannot be read does not keep the others.
/// </summary>
internal sealed class ScanRetries(TimeProvider time)
{
    private const int MostDoublings = 9;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (int Times, DateTimeOffset At)> _broken = new(StringComparer.Ordinal);

    public void Broke(string path)
    {
        lock (_lock)
        {
            var times = _broken.GetValueOrDefault(path).Times;
            var pause = First * (1 << Math.Min(times, MostDoublings));
            _broken[path] = (times + 1, time.GetUtcNow() + (pause < Longest ? pause : Longest));
        }
    }

    public void Ended(string path)
    {
        lock (_lock)
        {
            _broken.Remove(path);
        }
    }

    /// <summary>Whether it waits for its pause to end.</summary>
    public bool Waits(string path)
    {
        lock (_lock)
        {
            return _broken.TryGetValue(path, out var retry) && retry.At > time.GetUtcNow();
        }
    }

    /// <summary>Paths whose pause has ended. They are given out until <see cref="Ended"/> or <see cref="Broke"/> says what came of
    /// it.</summary>
    public IReadOnlyList<string> Due()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            return [.. _broken.Where(entry => entry.Value.At <= now).Select(static entry => entry.Key)];
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _broken.Clear();
        }
    }
}
