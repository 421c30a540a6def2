using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace McpGateway.Access.Decisions;

/// <summary>
/// The compiled access of each set of scopes seen under one policy. Bounded: credentials may carry arbitrary scope names, so a full cache
/// starts again instead of growing.
/// </summary>
internal sealed class ScopeSets(Func<IReadOnlyList<string>, CompiledAccess> compile)
{
    internal const int Capacity = 4096;

    private readonly ConcurrentDictionary<IReadOnlyList<string>, CompiledAccess> _known = new(new SameNames());

    public int Count => _known.Count;

    public CompiledAccess For(IReadOnlyList<string> scopes)
    {
        if (_known.TryGetValue(scopes, out var known))
        {
            return known;
        }

        if (_known.Count >= Capacity)
        {
            _known.Clear();
        }

        // The key is a copy: the caller's list must not change under the cache.
        string[] key = [.. scopes];
        return _known.GetOrAdd(key, compile(key));
    }

    private sealed class SameNames : IEqualityComparer<IReadOnlyList<string>>
    {
        // Asked about keys only, which are never null. Compares lists by index: nothing is allocated.
        public bool Equals(IReadOnlyList<string>? x, IReadOnlyList<string>? y) => x!.SequenceEqual(y!, StringComparer.Ordinal);

        public int GetHashCode([DisallowNull] IReadOnlyList<string> obj)
        {
            var hash = new HashCode();
            for (var i = 0; i < obj.Count; i++)
            {
                hash.Add(obj[i].GetHashCode(StringComparison.Ordinal));
            }

            return hash.ToHashCode();
        }
    }
}
