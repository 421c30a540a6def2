using McpGateway.Foundation.Records;

namespace McpGateway.Storage.Transfer;

/// <summary>Opens what is sealed with one key and seals it with another, on its way to a sink.</summary>
internal sealed class ContentResealer(IContentSink sink, Reseal seals) : IContentSink
{
    public Task AddAsync(IReadOnlyList<StoredDocument> documents, CancellationToken cancellationToken) =>
        sink.AddAsync([.. documents.Select(Renew)], cancellationToken);

    public Task AddAsync(IReadOnlyList<StoredCommit> commits, CancellationToken cancellationToken) =>
        sink.AddAsync(commits, cancellationToken);

    public Task AddAsync(string stream, IReadOnlyList<LogEntry> records, CancellationToken cancellationToken) =>
        sink.AddAsync(stream, records, cancellationToken);

    private StoredDocument Renew(StoredDocument document) => document switch
    {
        { Body: null } => document,
        { IsSealed: true, Body: { } body } => document with
        {
            Body = seals.To.Close(document.Kind, document.Key, seals.From.Open(document.Kind, document.Key, body)),
        },
        { Body: { } body } => document with { Body = seals.Embedded.Renew(seals.Both, document.Kind, document.Key, body) ?? body },
    };
}
