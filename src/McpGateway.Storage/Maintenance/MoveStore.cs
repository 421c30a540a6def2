using McpGateway.Foundation;
using McpGateway.Foundation.Secrets;
using McpGateway.Storage.Postgres.Connecting;
using McpGateway.Storage.Sql;
using McpGateway.Storage.Transfer;

namespace McpGateway.Storage.Maintenance;

/// <summary>Copies everything that the store holds into another database, and reads the copy to see that nothing is missing.</summary>
public sealed class MoveStore
{
    private const int MinKeyLength = 16;

    private readonly OwnStore _store;
    private readonly PostgresSurroundings _around;
    private readonly EmbeddedSecrets _embedded;
    private readonly TimeProvider _time;
    private readonly IEnumerable<IStorageAdapter> _adapters;

    internal MoveStore(
        OwnStore store, PostgresSurroundings around, EmbeddedSecrets embedded, TimeProvider time, IEnumerable<IStorageAdapter> adapters) =>
        (_store, _around, _embedded, _time, _adapters) = (store, around, embedded, time, adapters);

    /// <returns>
    /// <see cref="ErrorKind.Invalid"/> for a request that cannot be meant, <see cref="ErrorKind.Conflict"/> where something is in the way,
    /// <see cref="ErrorKind.Failed"/> when the copy is not what was copied. The source is never changed.
    /// </returns>
    /// <exception cref="StorageUnusableException">One of the two cannot be used; the message says why.</exception>
    public async Task<Result<CopyReport>> ExecuteAsync(
        MoveRequest request, IProgress<string> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(progress);
        var place = StorePlace.Parse(request.To, _around, _adapters);
        if (!place.IsSuccess)
        {
            return place.Error;
        }

        if (request.NewSecretKey is { Length: < MinKeyLength })
        {
            return new Error(ErrorKind.Invalid, $"The new secret key must have at least {MinKeyLength} characters.");
        }

        var opened = await _store.OpenAsync("move", cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        if (!request.WhileRunning && await _store.Place.IsInUseAsync(cancellationToken))
        {
            return new Error(
                ErrorKind.Conflict,
                $"A gateway is running on the source ({_store.Place.Description}): what it writes while the store is moved "
                    + "would be missing. Stop it (every replica) and move again, or say --while-running to copy what there is "
                    + "at this moment.");
        }

        var connected = place.Value.Connect(_time);
        if (!connected.IsSuccess)
        {
            return connected.Error;
        }

        await using var target = connected.Value;
        return await CopyAsync(request, place.Value, target.Target, opened.Value, progress, cancellationToken);
    }

    private async Task<Result<CopyReport>> CopyAsync(
        MoveRequest request, StorePlace place, IStore target, StoreState before, IProgress<string> progress,
        CancellationToken cancellationToken)
    {
        await target.OpenAsync(SchemaOpening.Fill, cancellationToken);
        var there = await target.ReadStateAsync(cancellationToken);
        if (there.Epoch == before.Epoch)
        {
            return new Error(
                ErrorKind.Conflict, "The target is the source, or a copy of it that shares its history. Name an empty database.");
        }

        var keys = _store.Keys;
        if (KeysRefusal(request, place, before, keys) is { } unfit)
        {
            return unfit;
        }

        if (request.NewSecretKey is null && place.Directory is { } directory && KeyRefusal(directory, keys) is { } refusal)
        {
            return refusal;
        }

        var reseal = request.NewSecretKey is { } text
            ? Reseal.Of(keys, KeyMaterial.OfText(text), _embedded)
            : null;
        var until = request.WhileRunning ? _time.GetUtcNow() : (DateTimeOffset?)null;
        var source = new StoreReader(_store.Place, until);
        var copied = await new StoreCopy(source, reseal, progress).RunAsync(
            $"it is being moved here from {source.Description} ('store move')", target, request.Replace,
            (state, token) => request.WhileRunning ? Task.FromResult<Error?>(null) : ChangedAsync(_store.Place, state, token),
            cancellationToken);
        return copied.IsSuccess ? copied.Value with { Notes = NotesOf(place, request, keys) } : copied.Error;
    }

    /// <summary>Whether the keys will do, asked before the target is emptied.</summary>
    private static Error? KeysRefusal(MoveRequest request, StorePlace place, StoreState source, IReadOnlyList<KeyMaterial> keys)
    {
        if (source.Keys.Count > 1)
        {
            return new(
                ErrorKind.Conflict,
                "The source's master key is being exchanged: some of its secrets need the former key. Run 'store rotate-key' to its end, "
                    + "and move again.");
        }

        if (request.NewSecretKey is not null && keys.Count == 0)
        {
            return new(ErrorKind.Invalid, "The source's key is not there: set SECRET_KEY, or DATA_DIR to the directory of secret.key.");
        }

        var areUsed = request.NewSecretKey is not null || place.Directory is not null && keys is [{ IsFile: true }, ..];
        return areUsed && !KeyCheck.Of(source.Keys).IsKnownTo(KeyCheck.ChecksOf(KeyMaterial.Protector(keys)))
            ? new(
                ErrorKind.Conflict,
                "The keys at hand are not those of the source: set the SECRET_KEY of its gateway, or DATA_DIR to its directory.")
            : null;
    }

    private static async Task<Error?> ChangedAsync(IStore source, StoreState copied, CancellationToken cancellationToken) =>
        (await source.ReadStateAsync(cancellationToken)).Revision == copied.Revision
            ? null
            : new(ErrorKind.Conflict, "The source was changed while it was moved: a gateway was started. Stop it, and move again.");

    /// <summary>A key file goes along to a directory, where a gateway would otherwise make another one.</summary>
    private static Error? KeyRefusal(string directory, IReadOnlyList<KeyMaterial> keys)
    {
        if (keys is not [{ IsFile: true } key, ..])
        {
            return null;
        }

        var there = KeyMaterial.Of(new SecretsOptions { DataDirectory = directory });
        if (there.Count > 0)
        {
            return there[0].Bytes.Span.SequenceEqual(key.Bytes.Span)
                ? null
                : new(
                    ErrorKind.Conflict,
                    $"{directory} has another secret.key than the source: what is moved could not be opened with it. Move that file away.");
        }

        KeyMaterial.Install(directory, key);
        return null;
    }

    private static IReadOnlyList<string> NotesOf(StorePlace place, MoveRequest request, IReadOnlyList<KeyMaterial> keys) =>
    [
        place.Directory is { } directory
            ? $"Start the gateway with STORAGE_BACKEND=sqlite and DATA_DIR={directory}."
            : $"Start the gateway with {place.Settings}.",
        request.NewSecretKey is not null
            ? "Set SECRET_KEY to the new key. With SECRET_KEY_PREVIOUS set to the former one, clients keep refresh tokens and sessions."
            : place.Directory is null && keys is [{ IsFile: true }, ..]
                ? "Secrets are sealed with the key in secret.key, as before: leave DATA_DIR as it is, or give that file to every replica."
                : "Secrets are sealed with the same key as before: leave SECRET_KEY as it is.",
        "The source was not changed. Remove it when you no longer need it.",
    ];
}

/// <summary>What is to be moved where.</summary>
/// <param name="To">
/// A <c>postgres://</c> or <c>mongodb://</c> address, a connection string, or a directory. A credential: never shown.
/// </param>
/// <param name="Replace">Whether what the target holds may go.</param>
/// <param name="WhileRunning">Whether to copy from a store that gateways go on writing to: what is there at this moment.</param>
/// <param name="NewSecretKey">The key to seal secrets with; null to keep them as they are. A credential: never shown.</param>
public sealed record MoveRequest(string To, bool Replace, bool WhileRunning, string? NewSecretKey)
{
    /// <summary>Not the target, which may hold a password, and not the key.</summary>
    public override string ToString() => nameof(MoveRequest);
}
