using McpGateway.Foundation;
using McpGateway.Foundation.Secrets;
using McpGateway.Storage.Keys;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Maintenance;

/// <summary>Exchanges the master key of the store.</summary>
public sealed class RotateKey
{
    private readonly OwnStore _store;
    private readonly EmbeddedSecrets _embedded;

    internal RotateKey(OwnStore store, EmbeddedSecrets embedded) => (_store, _embedded) = (store, embedded);

    /// <param name="generate">
    /// Whether a new <c>secret.key</c> is to be made, for an installation without <c>SECRET_KEY</c>. The gateway must not be running.
    /// </param>
    /// <param name="progress">Is told what goes on.</param>
    /// <param name="cancellationToken">Ends it; the next call goes on from there.</param>
    public async Task<Result<RotationReport>> ExecuteAsync(bool generate, IProgress<string> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(progress);
        var opened = await _store.OpenAsync("seal anew", cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        var keys = _store.Keys;
        if (keys.Count == 0)
        {
            return new Error(ErrorKind.Invalid, "The key is not there: set SECRET_KEY, or DATA_DIR to the directory of secret.key.");
        }

        if (generate)
        {
            if (await GenerateAsync(keys, opened.Value.Keys, cancellationToken) is { } refusal)
            {
                return refusal;
            }

            keys = _store.Keys;
        }

        var rotated = await new KeyRotation(_store.Place, KeyMaterial.Protector(keys), _embedded).RunAsync(
            progress, cancellationToken);
        return rotated.IsSuccess ? rotated.Value with { Notes = NotesOf(rotated.Value, keys) } : rotated.Error;
    }

    private async Task<Error?> GenerateAsync(
        IReadOnlyList<KeyMaterial> keys, IReadOnlyList<string> needed, CancellationToken cancellationToken)
    {
        if (!keys[0].IsFile)
        {
            return new(
                ErrorKind.Invalid,
                "SECRET_KEY is set, so there is no key file to make anew. Set SECRET_KEY to the new key, SECRET_KEY_PREVIOUS to the former "
                    + "one, and run 'store rotate-key' without --generate.");
        }

        if (await _store.Place.IsInUseAsync(cancellationToken))
        {
            return new(
                ErrorKind.Conflict,
                "A gateway is running, which knows the former secret.key alone. Stop it first. To exchange the key under a running "
                    + "gateway, use SECRET_KEY and SECRET_KEY_PREVIOUS.");
        }

        // One that was made before and not used to the end is not made again.
        if (needed.Count == 0 || needed.Contains(KeyCheck.ChecksOf(KeyMaterial.Protector(keys[0]))[0]) && needed.Count == 1)
        {
            KeyMaterial.Exchange(_store.DataDirectory);
        }

        return null;
    }

    private static IReadOnlyList<string> NotesOf(RotationReport report, IReadOnlyList<KeyMaterial> keys)
    {
        if (keys.Count == 1)
        {
            return report.WasNeeded ? [] : ["Everything is sealed with this key. To exchange it, see docs/guides/moving.md."];
        }

        var former = keys[^1].IsFile ? "secret.key.previous may be removed" : "SECRET_KEY_PREVIOUS may be removed";
        return
        [
            $"The store needs the new key alone: {former}, and every replica started again. What clients hold under the former key ends "
                + "then: refresh tokens that were not used since, sessions of MCP servers, sign-ins under way. Leave it for as long as "
                + "those should last.",
            "Backups that were made before need the former key: keep it with them.",
        ];
    }
}
