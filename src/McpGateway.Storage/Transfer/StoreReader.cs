using McpGateway.Foundation.Records;

namespace McpGateway.Storage.Transfer;

/// <summary>
/// Reads a store: documents, commits and the audit in one snapshot, while others may go on writing, and the records by their port.
/// </summary>
/// <param name="store">Open.</param>
/// <param name="until">Records from then on are left out; null for none. They keep coming while the store is in use.</param>
internal sealed class StoreReader(IStore store, DateTimeOffset? until) : IContentSource
{
    public string Description => store.Description;

    public async Task<StoreState> ReadAsync(IContentSink sink, CancellationToken cancellationToken)
    {
        var state = await store.ReadSnapshotAsync(sink, cancellationToken);
        foreach (var stream in RecordStreams.All)
        {
            await ReadRecordsAsync(stream, sink, cancellationToken);
        }

        return state;
    }

    private async Task ReadRecordsAsync(string stream, IContentSink sink, CancellationToken cancellationToken)
    {
        var filter = new LogFilter { Stream = stream, To = until };
        string? cursor = null;
        do
        {
            var page = await store.Log.QueryAsync(filter, cursor, IRecordLog.MaxPageSize, cancellationToken);
            if (!page.IsSuccess)
            {
                throw new InvalidDataException($"The records of '{stream}' cannot be read: {page.Error.Detail}");
            }

            if (page.Value.Entries.Count > 0)
            {
                await sink.AddAsync(stream, page.Value.Entries, cancellationToken);
            }

            cursor = page.Value.Next;
        }
        while (cursor is not null);
    }
}
