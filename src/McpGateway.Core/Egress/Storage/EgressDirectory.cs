using System.Collections.Frozen;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Egress.Storage;

/// <summary>The settings of all servers in memory. The change feed writes it, every request of such a server reads it.</summary>
internal sealed class EgressDirectory(EgressRepository repository) : IChangeHandler
{
    private FrozenDictionary<string, EgressServer> _servers = FrozenDictionary<string, EgressServer>.Empty;

    public EgressServer? Find(string key) => Volatile.Read(ref _servers).GetValueOrDefault(key);

    public IReadOnlyCollection<EgressServer> All => Volatile.Read(ref _servers).Values;

    public async Task LoadAsync(CancellationToken cancellationToken) => Volatile.Write(
        ref _servers,
        (await repository.ListSettingsAsync(cancellationToken))
            .ToFrozenDictionary(document => document.Key, document => new EgressServer(document.Key, document.Value), StringComparer.Ordinal));

    public Task ApplyAsync(IReadOnlyList<DocumentChange> changes, CancellationToken cancellationToken) =>
        changes.Any(change => change.Kind == EgressRepository.Settings.Name) ? LoadAsync(cancellationToken) : Task.CompletedTask;
}
