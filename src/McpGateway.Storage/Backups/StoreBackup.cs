using McpGateway.Foundation;
using McpGateway.Storage.Sql;
using McpGateway.Storage.Transfer;

namespace McpGateway.Storage.Backups;

/// <summary>Makes a backup of a store, also while gateways serve from it.</summary>
internal sealed class StoreBackup(IStore store, TimeProvider time)
{
    /// <param name="file">Where it is written; appears there whole, or not at all.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    /// <param name="keys">Master keys to take along, locked; null for none.</param>
    /// <param name="progress">Is told what goes on.</param>
    /// <param name="cancellationToken">Ends it; nothing is left behind.</param>
    public async Task<Result<BackupManifest>> WriteAsync(
        string file, bool overwrite, LockedKeys? keys, IProgress<string> progress, CancellationToken cancellationToken)
    {
        if (!overwrite && Path.Exists(file))
        {
            return Exists(file);
        }

        await store.OpenAsync(SchemaOpening.AsItIs, cancellationToken);
        if ((await store.ReadKeysAsync(cancellationToken)).Incomplete is { } what)
        {
            return new Error(ErrorKind.Conflict, $"The store is not complete: {what}, which did not come to its end. It is not backed up.");
        }

        var draft = $"{file}.{Guid.NewGuid():n}.partial";
        try
        {
            BackupManifest manifest;
            await using (var stream = PrivateFiles.Open(draft, FileMode.CreateNew))
            {
                manifest = await WriteAsync(stream, keys, progress, cancellationToken);
#pragma warning disable CA1849 // none of the asynchronous ones goes to the disk
                stream.Flush(flushToDisk: true);
#pragma warning restore CA1849
            }

            if (!overwrite)
            {
                return PrivateFiles.TryPlace(draft, file) ? manifest : Exists(file);
            }

            File.Move(draft, file, overwrite: true);
            return manifest;
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private static Error Exists(string file) => new(ErrorKind.Conflict, $"{file} exists. Name another file, or say --overwrite.");

    private async Task<BackupManifest> WriteAsync(
        Stream stream, LockedKeys? keys, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        using var writer = new BackupWriter(stream);
        var state = await new StoreReader(store, now).ReadAsync(
            new SeveralSinks(writer, new ContentProgress("saved", progress)), cancellationToken);
        return await writer.FinishAsync(
            (entries, digest) => new()
            {
                Format = BackupManifest.FormatName,
                Version = BackupManifest.NewestVersion,
                CreatedAt = now,
                Product = ProductVersion.WithCommit,
                From = store.Description,
                Revision = state.Revision,
                Trimmed = state.Trimmed,
                Epoch = state.Epoch,
                KeyChecks = state.Keys,
                Entries = [.. entries],
                Documents = digest.Documents,
                Records = digest.Records,
                Commits = digest.Commits,
                Keys = keys,
            },
            cancellationToken);
    }
}
