using System.Collections.Concurrent;

namespace McpGateway.Identity.Credentials;

/// <summary>
/// Verified credentials by their text or its hash. Only credentials that passed are kept, so strangers cannot fill it; it is bounded
/// all the same. Written by verification and the change feed, read by every request.
/// </summary>
internal sealed class CredentialCache(TimeProvider time, int capacity = CredentialCache.DefaultCapacity)
{
    public const int DefaultCapacity = 20_000;

    private readonly ConcurrentDictionary<string, CachedCredential> _entries = new(StringComparer.Ordinal);

    public int Count => _entries.Count;

    public IEnumerable<CachedCredential> All => _entries.Select(entry => entry.Value);

    /// <returns>The credential, or null when it is not known. An expired one is returned: the caller tells it apart.</returns>
    public CachedCredential? Find(ReadOnlySpan<char> key) =>
        _entries.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var found) ? found : null;

    public void Add(string key, CachedCredential credential)
    {
        if (_entries.Count >= capacity)
        {
            Trim();
        }

        _entries[key] = credential;
    }

    public bool TryRemove(string key, out CachedCredential? removed) => _entries.TryRemove(key, out removed);

    /// <summary>Ends every entry here; holders whose credential is still good are verified again.</summary>
    public void Clear()
    {
        foreach (var (key, _) in _entries)
        {
            if (_entries.TryRemove(key, out var removed))
            {
                removed.Revoke();
            }
        }
    }

    private void Trim()
    {
        var now = time.GetUtcNow();
        var surplus = Math.Max(1, capacity / 10);
        foreach (var (key, credential) in _entries)
        {
            // Dropping a live entry only costs its holder one verification; its streams stay open.
            if (credential.Identity.ExpiresAt <= now || surplus-- > 0)
            {
                _entries.TryRemove(key, out _);
            }
        }
    }
}
