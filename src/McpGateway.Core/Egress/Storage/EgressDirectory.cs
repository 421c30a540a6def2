using System.Collections.Frozen;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Egress.Storage;

/// <summary>The settings of all servers in memory. The change feed writes it, every request of such a server reads it.</summary>
internal sealed class EgressDirectory(EgressRepository repository) : IChangeHandler
{
    private FrozenDictionary<string, EgressServer> _servers = FrozenDictionary<string, EgressServer>.Empty;

    public EgressServer? Find(string key) => Volatile.Read(ref _servers).GetValueOrDefault(key);

    public IReadOnlyCollection<EgressServer> All => Volatile.Read(ref _servers).Values;

    public ChangePhase Phase => ChangePhase.Snapshot;

    public async Task LoadAsync(CancellationToken cancellationToken) => Volatile.Write(
        ref _servers,
        (await repository.ListSettingsAsync(cancellationToken))
            .ToFrozenDictionary(
                document => document.Key, document => new EgressServer(document.Key, document.Value), StringComparer.Ordinal));

    public async Task ApplyAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        var keys = changes.KeysOf(EgressRepository.Settings.Name);
        if (keys.Count == 0)
        {
            return;
        }

        var next = new Dictionary<string, EgressServer>(_servers, StringComparer.Ordinal);
        foreach (var key in keys)
        {
            if (await changes.FindAsync(EgressRepository.Settings, key, cancellationToken) is { } document)
            {
                next[key] = new(key, document.Value);
            }
            else
            {
                next.Remove(key);
            }
        }

        Volatile.Write(ref _servers, next.ToFrozenDictionary(StringComparer.Ordinal));
    }
}
