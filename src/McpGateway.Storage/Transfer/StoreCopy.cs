using McpGateway.Foundation;
using McpGateway.Foundation.Secrets;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Transfer;

/// <summary>Copies the contents of a store into a store, and reads the copy to see that it is one.</summary>
/// <param name="from">What is copied.</param>
/// <param name="reseal">The seals to exchange; null to keep secrets as they are.</param>
/// <param name="progress">Is told what goes on.</param>
internal sealed class StoreCopy(IContentSource from, Reseal? reseal, IProgress<string> progress)
{
    /// <param name="what">What fills the store, for whoever meets one that is not complete.</param>
    /// <param name="to">The store.</param>
    /// <param name="replace">Whether what it holds may go.</param>
    /// <param name="stillHolds">Asked at the end, before the copy counts: why it must not; null when it may.</param>
    /// <param name="cancellationToken">Ends it; the database stays marked as not complete.</param>
    public async Task<Result<CopyReport>> RunAsync(
        string what, IStore to, bool replace, Func<StoreState, CancellationToken, Task<Error?>> stillHolds,
        CancellationToken cancellationToken)
    {
        var filler = new StoreFiller(to);
        if (await filler.BeginAsync(what, replace, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        using var given = new ContentDigest(reseal?.To);
        IContentSink writing = new SeveralSinks(given, filler);
        var state = await from.ReadAsync(
            new SeveralSinks(
                reseal is null ? writing : new ContentResealer(writing, reseal), new ContentProgress("copied", progress)),
            cancellationToken);
        await filler.FlushAsync(cancellationToken);

        progress.Report("Reading the copy …");
        using var found = new ContentDigest(reseal?.To);
        await new StoreReader(to, null).ReadAsync(found, cancellationToken);
        if (given.DifferencesFrom(found) is { Count: > 0 } differences)
        {
            return new Error(ErrorKind.Failed, $"The copy is not what was copied ({string.Join("; ", differences)}). It is not used.");
        }

        if (await stillHolds(state, cancellationToken) is { } late)
        {
            return late;
        }

        await filler.FinishAsync(state, reseal is null ? [] : [reseal.To.Check], cancellationToken);
        return new CopyReport(
            from.Description, to.Description, state.Revision, reseal is not null, given.Documents, given.Records);
    }
}

/// <summary>Seals to exchange.</summary>
/// <param name="From">Opens what there is.</param>
/// <param name="To">Closes it again.</param>
/// <param name="Both">Opens with the former keys and protects with the new one.</param>
/// <param name="Embedded">Kinds of documents that are not sealed as a whole and hold something that is.</param>
internal sealed record Reseal(DocumentSeal From, DocumentSeal To, ISecretProtector Both, EmbeddedSecrets Embedded)
{
    public static Reseal Of(IReadOnlyList<KeyMaterial> from, KeyMaterial to, EmbeddedSecrets embedded) => new(
        new(KeyMaterial.Protector(from)), new(KeyMaterial.Protector(to)), KeyMaterial.Protector([to, .. from]), embedded);
}

/// <summary>What was copied.</summary>
/// <param name="From">Where from; no credential.</param>
/// <param name="To">Where to; no credential.</param>
/// <param name="Revision">Of the newest commit.</param>
/// <param name="AreSecretsResealed">Whether secrets are sealed with another key than before.</param>
/// <param name="Documents">By kind.</param>
/// <param name="Records">By stream.</param>
public sealed record CopyReport(
    string From, string To, long Revision, bool AreSecretsResealed, IReadOnlyList<PartReport> Documents, IReadOnlyList<PartReport> Records)
{
    /// <summary>What the operator has to do or to know now.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
