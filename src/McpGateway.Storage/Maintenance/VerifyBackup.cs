using McpGateway.Foundation;
using McpGateway.Foundation.Records;
using McpGateway.Foundation.Secrets;
using McpGateway.Storage.Backups;
using McpGateway.Storage.Sql;
using McpGateway.Storage.Transfer;

namespace McpGateway.Storage.Maintenance;

/// <summary>Reads a backup from its first byte to its last, and holds it against what it says of itself.</summary>
public sealed class VerifyBackup
{
    /// <param name="file">The backup.</param>
    /// <param name="passphrase">Opens its keys, so that what is sealed is opened too; null to leave that out. Never shown.</param>
    /// <param name="progress">Is told what goes on.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns><see cref="ErrorKind.Failed"/> when it is damaged or incomplete; the message says where.</returns>
#pragma warning disable CA1822 // an operation like the others, asked for by injection
    public async Task<Result<BackupVerdict>> ExecuteAsync(
#pragma warning restore CA1822
        string file, string? passphrase, IProgress<string> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(progress);
        var opened = await BackupReader.OpenAsync(file, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        using var reader = opened.Value;
        var keys = KeysOf(reader.Manifest, passphrase);
        if (!keys.IsSuccess)
        {
            return keys.Error;
        }

        var seals = keys.Value.Length > 0 ? new SealCheck(new(KeyMaterial.Protector(keys.Value))) : null;
        return await ReadAsync(reader, seals, progress, cancellationToken) is { } problem
            ? problem
            : new BackupVerdict(reader.Manifest, seals?.Opened);
    }

    /// <summary>The keys in a backup; none where there are none or no passphrase was given.</summary>
    internal static Result<KeyMaterial[]> KeysOf(BackupManifest manifest, string? passphrase)
    {
        if (passphrase is null)
        {
            return Array.Empty<KeyMaterial>();
        }

        if (manifest.Keys is not { } locked)
        {
            return new Error(ErrorKind.Invalid, "The backup holds no keys: it was made without --with-keys. Leave the passphrase away.");
        }

        return KeyLock.Open(locked, passphrase) is { } keys
            ? keys
            : new Error(ErrorKind.Invalid, "The passphrase is not the one that the backup's keys are locked with.");
    }

    /// <returns>What is wrong; null when nothing is.</returns>
    internal static async Task<Error?> ReadAsync(
        BackupReader reader, IContentSink? also, IProgress<string> progress, CancellationToken cancellationToken)
    {
        using var digest = new ContentDigest(seal: null);
        try
        {
            IContentSink[] sinks = [digest, new ContentProgress("read", progress), .. also is null ? Array.Empty<IContentSink>() : [also]];
            await reader.ReadAsync(new SeveralSinks(sinks), cancellationToken);
        }
        catch (BackupDamagedException damage)
        {
            return new(ErrorKind.Failed, damage.Message);
        }

        var manifest = reader.Manifest;
        return digest.Documents.SequenceEqual(manifest.Documents) && digest.Records.SequenceEqual(manifest.Records)
            && digest.Commits == manifest.Commits
            ? null
            : new(ErrorKind.Failed, $"{reader.Description} is damaged: its counts or hashes are not those of its manifest.");
    }

    /// <summary>Opens whatever is sealed.</summary>
    private sealed class SealCheck(DocumentSeal seal) : IContentSink
    {
        public long Opened { get; private set; }

        public Task AddAsync(IReadOnlyList<StoredDocument> documents, CancellationToken cancellationToken)
        {
            foreach (var document in documents)
            {
                if (document is not { IsSealed: true, Body: { } body })
                {
                    continue;
                }

                if (seal.TryOpen(document.Kind, document.Key, body) is null)
                {
                    throw new BackupDamagedException($"A sealed document of kind '{document.Kind}' does not open with the backup's keys.");
                }

                Opened++;
            }

            return Task.CompletedTask;
        }

        public Task AddAsync(IReadOnlyList<StoredCommit> commits, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task AddAsync(string stream, IReadOnlyList<LogEntry> records, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>A backup that is as it says.</summary>
/// <param name="Manifest">What it says.</param>
/// <param name="SealedOpened">Sealed documents that were opened with its keys; null when they were not asked to.</param>
public sealed record BackupVerdict(BackupManifest Manifest, long? SealedOpened);
