using System.Collections.Immutable;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Scanning.Results;

/// <summary>What is known of the safety of everything, in memory: badges, the posture and the scans that are due read here.</summary>
public sealed class ScanCatalog(ScanRepository repository) : IChangeHandler
{
    private ImmutableSortedDictionary<string, ScanRecord> _current =
        ImmutableSortedDictionary.Create<string, ScanRecord>(StringComparer.Ordinal);

    private RegistryScan? _run;

    /// <summary>Records by path. Replaced, never changed.</summary>
    public ImmutableSortedDictionary<string, ScanRecord> Current => Volatile.Read(ref _current);

    /// <summary>The last scan of the whole registry; null when there was none.</summary>
    public RegistryScan? Run => Volatile.Read(ref _run);

    public ChangePhase Phase => ChangePhase.Snapshot;

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var records = await repository.ListAsync(cancellationToken);
        Volatile.Write(ref _run, (await repository.FindRunAsync(cancellationToken))?.Value);
        Volatile.Write(
            ref _current,
            records.ToImmutableSortedDictionary(static record => record.Key, static record => record.Value, StringComparer.Ordinal));
    }

    public async Task ApplyAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (changes.Touches(ScanRepository.Runs))
        {
            Volatile.Write(
                ref _run, (await changes.FindAsync(ScanRepository.Runs, RegistryScan.Key, cancellationToken))?.Value);
        }

        var next = _current.ToBuilder();
        foreach (var key in changes.KeysOf(ScanRepository.Scans.Name))
        {
            if (await changes.FindAsync(ScanRepository.Scans, key, cancellationToken) is { } record)
            {
                next[key] = record.Value;
            }
            else
            {
                next.Remove(key);
            }
        }

        Volatile.Write(ref _current, next.ToImmutable());
    }
}
