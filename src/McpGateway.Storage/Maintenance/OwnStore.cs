using McpGateway.Foundation;
using McpGateway.Foundation.Secrets;
using McpGateway.Storage.Sql;
using McpGateway.Storage.Transfer;
using Microsoft.Extensions.Options;

namespace McpGateway.Storage.Maintenance;

/// <summary>The store that the settings name, as something that is maintained and not served from.</summary>
internal sealed class OwnStore(
    IStore store, IOptions<StorageOptions> storage, IOptions<SecretsOptions> secrets)
{
    private const string SqliteFile = "mcpgateway.db";

    public IStore Place => store;

    /// <summary>Read anew each time: a key file may just have been put there.</summary>
    public IReadOnlyList<KeyMaterial> Keys => KeyMaterial.Of(secrets.Value);

    public string DataDirectory => secrets.Value.DataDirectory;

    private bool IsSqlite => StorageBackends.Parse(storage.Value.Backend) == StorageBackends.Sqlite;

    /// <summary>Opens a store that is there and whole.</summary>
    /// <param name="doing">What is to be done with it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Where it is, or why it cannot be used.</returns>
    public async Task<Result<StoreState>> OpenAsync(string doing, CancellationToken cancellationToken)
    {
        if (IsSqlite && !File.Exists(Path.Combine(storage.Value.DataDirectory, SqliteFile)))
        {
            // Opening would make an empty one.
            return new Error(
                ErrorKind.Invalid,
                $"There is no database in {Path.GetFullPath(storage.Value.DataDirectory)} to {doing}. Set DATA_DIR to the directory "
                    + "that has it, or STORAGE_BACKEND and DATABASE_URL.");
        }

        await store.OpenAsync(SchemaOpening.AsItIs, cancellationToken);
        var check = await store.ReadKeysAsync(cancellationToken);
        return check.Incomplete is { } what
            ? new Error(
                ErrorKind.Conflict, $"The store is not complete: {what}, which did not come to its end. There is nothing to {doing}.")
            : await store.ReadStateAsync(cancellationToken);
    }

    /// <summary>Why what is sealed in the store cannot be opened; null when the keys at hand are those of the store.</summary>
    /// <param name="state">As <see cref="OpenAsync"/> found it.</param>
    public Error? FindKeyProblem(StoreState state)
    {
        var keys = Keys;
        return keys.Count == 0
            ? new Error(ErrorKind.Invalid, "The keys are not there: set SECRET_KEY, or DATA_DIR to the directory of secret.key.")
            : !KeyCheck.Of(state.Keys).IsKnownTo(KeyCheck.ChecksOf(KeyMaterial.Protector(keys)))
            ? new Error(
                ErrorKind.Conflict,
                "The keys at hand are not those of this store: set the gateway's SECRET_KEY, or DATA_DIR to its directory.")
            : null;
    }
}
