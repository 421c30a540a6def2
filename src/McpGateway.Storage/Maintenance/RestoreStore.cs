using McpGateway.Foundation;
using McpGateway.Foundation.Secrets;
using McpGateway.Storage.Backups;
using McpGateway.Storage.Sql;
using McpGateway.Storage.Transfer;

namespace McpGateway.Storage.Maintenance;

/// <summary>Fills the store that the settings name with a backup, whichever database that was made of.</summary>
public sealed class RestoreStore
{
    private readonly OwnStore _store;
    private readonly EmbeddedSecrets _embedded;

    internal RestoreStore(OwnStore store, EmbeddedSecrets embedded) => (_store, _embedded) = (store, embedded);

    /// <param name="file">The backup; read to its end before anything is written.</param>
    /// <param name="replace">Whether what the store holds may go.</param>
    /// <param name="passphrase">Opens the keys in the backup; null to need those that the installation has. Never shown.</param>
    /// <param name="progress">Is told what goes on.</param>
    /// <param name="cancellationToken">Ends it; a store that was begun stays marked as not complete.</param>
    public async Task<Result<CopyReport>> ExecuteAsync(
        string file, bool replace, string? passphrase, IProgress<string> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(progress);
        var opened = await BackupReader.OpenAsync(file, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        using var reader = opened.Value;
        var brought = VerifyBackup.KeysOf(reader.Manifest, passphrase);
        if (!brought.IsSuccess)
        {
            return brought.Error;
        }

        if (await VerifyBackup.ReadAsync(reader, null, progress, cancellationToken) is { } damage)
        {
            return damage;
        }

        var (reseal, refusal) = PrepareKeys(reader.Manifest, brought.Value);
        if (refusal is not null)
        {
            return refusal;
        }

        var restored = await new StoreCopy(reader, reseal, progress).RunAsync(
            $"a backup is being restored into it ('store restore {Path.GetFileName(file)}')", _store.Place, replace,
            static (_, _) => Task.FromResult<Error?>(null), cancellationToken);
        return restored.IsSuccess
            ? restored.Value with
            {
                Notes =
                [
                    reseal is null
                        ? "Secrets are sealed as in the backup, with the key that this installation has."
                        : "Secrets were sealed anew with the key of this installation. Clients that held refresh tokens sign in again.",
                ],
            }
            : restored.Error;
    }

    /// <summary>
    /// Secrets stay as they are where this installation has their key, or has none and can take the backup's; otherwise they are sealed
    /// anew.
    /// </summary>
    private (Reseal? Reseal, Error? Refusal) PrepareKeys(BackupManifest manifest, KeyMaterial[] brought)
    {
        var own = _store.Keys;
        if (own.Count > 0 && KeyCheck.Of(manifest.KeyChecks).IsKnownTo(KeyCheck.ChecksOf(KeyMaterial.Protector(own))))
        {
            return (null, null);
        }

        if (brought.Length == 0)
        {
            return (null, own.Count == 0
                ? new(
                    ErrorKind.Conflict,
                    "This installation has no key yet, and the backup's secrets cannot be opened without theirs. Set SECRET_KEY to the key "
                        + "of that installation, put its secret.key into DATA_DIR, or give the passphrase of the keys in the backup.")
                : new Error(
                    ErrorKind.Conflict,
                    "The backup's secrets are sealed with another key than the one of this installation. Set SECRET_KEY to the key of that "
                        + "installation, or give the passphrase of the keys in the backup to have them sealed anew."));
        }

        if (!KeyCheck.Of(manifest.KeyChecks).IsKnownTo(KeyCheck.ChecksOf(KeyMaterial.Protector(brought))))
        {
            return (null, new(
                ErrorKind.Conflict,
                "The keys in the backup are not all of those that its secrets are sealed with: it was made while the master key was "
                    + "exchanged. Set SECRET_KEY and SECRET_KEY_PREVIOUS to the keys of that installation."));
        }

        if (own.Count == 0)
        {
            if (brought is [{ IsFile: true } only])
            {
                KeyMaterial.Install(_store.DataDirectory, only);
                return (null, null);
            }

            KeyMaterial.Create(_store.DataDirectory);
            own = _store.Keys;
        }

        return (Reseal.Of(brought, own[0], _embedded), null);
    }
}
