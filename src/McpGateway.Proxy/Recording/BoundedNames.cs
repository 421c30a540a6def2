using System.Collections.Concurrent;

namespace McpGateway.Proxy.Recording;

/// <summary>The first so many names that come; all others are one.</summary>
internal sealed class BoundedNames(int limit)
{
    private const int Longest = 128;

    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);
    private int _count;

    /// <param name="name">Any text.</param>
    /// <param name="mayAdd">Whether a name that is not known yet may take a place.</param>
    public string Of(string name, bool mayAdd) =>
        _known.TryGetValue(name, out var known) ? known
        : mayAdd && Volatile.Read(ref _count) < limit ? Add(name)
        : MetricLabels.Other;

    private string Add(string name)
    {
        if (Interlocked.Increment(ref _count) > limit)
        {
            Interlocked.Decrement(ref _count);
            return MetricLabels.Other;
        }

        var label = name.Length <= Longest ? name : name[..Longest];
        if (!_known.TryAdd(name, label))
        {
            Interlocked.Decrement(ref _count);
        }

        return label;
    }
}
