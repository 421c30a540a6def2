using System.Collections.Concurrent;
using McpGateway.Core.Egress.Storage;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Egress.Injection;

/// <summary>
/// Users' tokens in memory. Follows the change feed, so that a connection that is ended or renewed anywhere is ended or renewed here before
/// the next request.
/// </summary>
internal sealed class TokenCache : IChangeHandler
{
    private const int MaxEntries = 20_000;

    private readonly ConcurrentDictionary<(string Server, string Subject), (string Key, TokenEntry Entry)> _entries = new();
    private readonly ConcurrentDictionary<string, TokenEntry> _byKey = new(StringComparer.Ordinal);

    public (string Key, TokenEntry Entry) Of(string server, string subject) =>
        _entries.TryGetValue((server, subject), out var found) ? found : Add(server, subject);

    public ChangePhase Phase => ChangePhase.Derived;

    public Task LoadAsync(CancellationToken cancellationToken)
    {
        // Also called when changes were missed.
        foreach (var entry in _byKey.Values)
        {
            entry.Forget();
        }

        return Task.CompletedTask;
    }

    public Task ApplyAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        foreach (var change in changes.Changes)
        {
            if (change.Kind == EgressRepository.Tokens.Name && _byKey.TryGetValue(change.Key, out var entry))
            {
                entry.Forget();
            }
        }

        return Task.CompletedTask;
    }

    private (string Key, TokenEntry Entry) Add(string server, string subject)
    {
        if (_byKey.Count >= MaxEntries)
        {
            Trim();
        }

        // The change feed must find an entry before anything is read into it.
        var key = EgressRepository.TokensKey(server, subject);
        var entry = _byKey.GetOrAdd(key, _ => new());
        return _entries.GetOrAdd((server, subject), (key, entry));
    }

    /// <summary>
    /// All of them: what is needed is read again. An entry that is still in use elsewhere is emptied, and its flight ends by itself.
    /// </summary>
    private void Trim()
    {
        _entries.Clear();
        foreach (var entry in _byKey.Values)
        {
            entry.Forget();
        }

        _byKey.Clear();
    }
}
