using McpGateway.Foundation;
using McpGateway.Storage.Backups;

namespace McpGateway.Storage.Maintenance;

/// <summary>Writes a backup of the store into a file, while gateways may serve from it.</summary>
public sealed class BackUpStore
{
    private readonly OwnStore _store;
    private readonly TimeProvider _time;

    internal BackUpStore(OwnStore store, TimeProvider time) => (_store, _time) = (store, time);

    /// <param name="file">Where it is written; appears there whole, or not at all.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    /// <param name="passphrase">Locks the master keys, which then go along; null to leave them out. Never shown.</param>
    /// <param name="progress">Is told what goes on.</param>
    /// <param name="cancellationToken">Ends it; nothing is left behind.</param>
    public async Task<Result<BackupManifest>> ExecuteAsync(
        string file, bool overwrite, string? passphrase, IProgress<string> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(progress);
        if (passphrase is { Length: < KeyLock.MinPassphrase })
        {
            return new Error(ErrorKind.Invalid, $"The passphrase must have at least {KeyLock.MinPassphrase} characters.");
        }

        var opened = await _store.OpenAsync("back up", cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        if (passphrase is not null && _store.FindKeyProblem(opened.Value) is { } problem)
        {
            return problem;
        }

        return await new StoreBackup(_store.Place, _time).WriteAsync(
            file, overwrite, passphrase is null ? null : KeyLock.Lock(_store.Keys, passphrase), progress, cancellationToken);
    }
}
