using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Storage.Sql;
using McpGateway.Storage.Transfer;

namespace McpGateway.Storage.MongoDB.Documents;

/// <summary>What the writes of a batch make of the documents that are there, in their order. Touches no database.</summary>
/// <param name="there">What is there, by id; with bodies where the audit looks at them.</param>
/// <param name="seal">Closes bodies of sealed kinds.</param>
/// <param name="revision">Of the commit.</param>
/// <param name="now">In milliseconds.</param>
internal sealed class BatchPlan(Dictionary<string, StoredDocument> there, DocumentSeal seal, long revision, long now)
{
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);

    /// <summary>What the audit is told.</summary>
    public List<DocumentEffect> Effects { get; } = [];

    public IEnumerable<StoredDocument> Changed => _changed.Select(id => there[id]);

    public bool HasChanges => _changed.Count > 0;

    /// <returns>Why the batch must not be committed; null when it may.</returns>
    public Error? Apply(DocumentBatch batch)
    {
        foreach (var write in batch.Writes)
        {
            var id = DocumentRow.IdOf(write.Kind, write.Key);
            var stored = there.GetValueOrDefault(id);
            var live = stored is not null && DocumentRow.IsLive(stored, now) ? stored : null;
            if (!IsExpected(write, live))
            {
                return DocumentWriter.Changed;
            }

            if (write.Body is null && live is null)
            {
                continue;
            }

            if (batch.Audit?.Concerns(write) == true)
            {
                Effects.Add(new(write, BodyOf(live), write.IsSealed || live is { IsSealed: true }));
            }

            there[id] = Make(write, (stored?.Version ?? 0) + 1);
            _changed.Add(id);
        }

        return null;
    }

    private static bool IsExpected(DocumentWrite write, StoredDocument? live) => write.ExpectedVersion switch
    {
        null => true,
        DocumentBatch.Absent => live is null,
        var version => live?.Version == version,
    };

    /// <summary>A sealed body that does not open is as good as none: the change must not fail for what the audit would say of it.</summary>
    private byte[]? BodyOf(StoredDocument? live) => live switch
    {
        { IsSealed: true, Body: { } closed } => seal.TryOpen(live.Kind, live.Key, closed),
        _ => live?.Body,
    };

    private StoredDocument Make(DocumentWrite write, long version) => write.Body is not { } body
        ? new(
            write.Kind, write.Key, version, revision, null, now + DocumentWriter.TombstoneLife, IsSealed: false, IsDeleted: true,
            Body: null)
        : new(
            write.Kind, write.Key, version, revision, write.Owner, write.ExpiresAt?.ToUnixTimeMilliseconds(), write.IsSealed,
            IsDeleted: false, write.IsSealed ? seal.Close(write.Kind, write.Key, body) : body);
}
