using McpGateway.Foundation;
using McpGateway.Foundation.Secrets;
using McpGateway.Storage.Sql;
using McpGateway.Storage.Transfer;

namespace McpGateway.Storage.Keys;

/// <summary>
/// Seals everything in a store with the newest master key, while gateways that know both keys go on reading and writing. Ends, after
/// everything was read again, with a store that needs the newest key alone. Repeated after an interruption, it goes on where it was.
/// </summary>
internal sealed class KeyRotation(IStore store, ISecretProtector protector, EmbeddedSecrets embedded)
{
    /// <summary>Rounds after which writers with the former key are taken for something that will not end by itself.</summary>
    private const int MaxRounds = 20;

    private readonly IReadOnlyList<string> _checks = KeyCheck.ChecksOf(protector);
    private readonly DocumentSeal _seal = new(protector);
    private readonly DocumentSeal _newest = new(protector.Newest);

    public async Task<Result<RotationReport>> RunAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        await store.OpenAsync(SchemaOpening.AsItIs, cancellationToken);
        var entered = await store.EnterKeysAsync(_checks, cancellationToken);
        if (!entered.IsKnownTo(_checks))
        {
            return new Error(ErrorKind.Conflict, entered.Incomplete is { } what
                ? $"The store is not complete: {what}, which did not come to its end."
                : "The store needs a key that is not set. Set SECRET_KEY to the new key and SECRET_KEY_PREVIOUS to the one before.");
        }

        var resealed = 0L;
        for (var round = 1; round <= MaxRounds; round++)
        {
            progress.Report($"Sealing with the new key, round {round} …");
            var before = (await store.ReadStateAsync(cancellationToken)).Revision;
            var pass = await PassAsync(cancellationToken);
            resealed += pass.Resealed;
            if (pass.Unreadable.Count > 0)
            {
                return new Error(
                    ErrorKind.Failed,
                    $"{pass.Unreadable.Count} documents open with none of the keys ({string.Join(", ", pass.Unreadable.Take(5))}). They "
                        + "were changed outside of the product, or sealed with a key that is not set. Nothing was finished: the former key "
                        + "is still needed. Remove or mend them, and run this again.");
            }

            if (pass.Resealed == 0 && await FinishAsync(before, cancellationToken))
            {
                return new RotationReport(resealed, pass.Sealed, WasNeeded: resealed > 0 || entered.Keys.Count > 1);
            }
        }

        return new Error(
            ErrorKind.Conflict,
            "A gateway goes on sealing with the former key. Start every replica with SECRET_KEY set to the new key and SECRET_KEY_PREVIOUS "
                + "to the former one, and run this again.");
    }

    private async Task<Pass> PassAsync(CancellationToken cancellationToken)
    {
        var pass = new Pass();
        var (kind, key) = ("", "");
        while (true)
        {
            var page = await store.ReadBodiesAsync(kind, key, cancellationToken);
            if (page.Count == 0)
            {
                return pass;
            }

            var renewed = page.Select(document => Renew(document, pass)).OfType<StoredDocument>().ToList();
            if (renewed.Count > 0)
            {
                // A document that somebody has written meanwhile is left to the next round.
                await store.ReplaceBodiesAsync(renewed, cancellationToken);
                pass.Resealed += renewed.Count;
            }

            (kind, key) = (page[^1].Kind, page[^1].Key);
        }
    }

    /// <returns>The document with another body; null when it can stay.</returns>
    private StoredDocument? Renew(StoredDocument document, Pass pass)
    {
        if (document.Body is not { } body)
        {
            return null;
        }

        if (!document.IsSealed)
        {
            return embedded.Renew(protector, document.Kind, document.Key, body) is { } changed ? document with { Body = changed } : null;
        }

        pass.Sealed++;
        if (_newest.TryOpen(document.Kind, document.Key, body) is not null)
        {
            return null;
        }

        if (_seal.TryOpen(document.Kind, document.Key, body) is not { } open)
        {
            pass.Unreadable.Add($"{document.Kind} {LogText.Clean(document.Key)}");
            return null;
        }

        return document with { Body = _newest.Close(document.Kind, document.Key, open) };
    }

    /// <summary>What was committed since the round began is read, and then the former key ends.</summary>
    private Task<bool> FinishAsync(long since, CancellationToken cancellationToken) => store.StateKeysAsync(
        since,
        page =>
        {
            var pass = new Pass();
            return page.All(document => Renew(document, pass) is null) && pass.Unreadable.Count == 0;
        },
        KeyCheck.Of(_checks[0]), cancellationToken);

    private sealed class Pass
    {
        public long Sealed { get; set; }

        public long Resealed { get; set; }

        public List<string> Unreadable { get; } = [];
    }
}

/// <summary>Outcome of an exchange of the master key.</summary>
/// <param name="Resealed">Documents that were sealed anew.</param>
/// <param name="Sealed">Sealed documents that there are; each was read with the newest key alone.</param>
/// <param name="WasNeeded">False when everything was sealed with the newest key before.</param>
public sealed record RotationReport(long Resealed, long Sealed, bool WasNeeded)
{
    /// <summary>What the operator has to do or to know now.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
