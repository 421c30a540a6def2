using McpGateway.Foundation.Records;

namespace McpGateway.Storage.Transfer;

/// <summary>Takes the contents of a store: all documents by kind and key, then all commits, then the records stream by stream.</summary>
internal interface IContentSink
{
    Task AddAsync(IReadOnlyList<StoredDocument> documents, CancellationToken cancellationToken);

    Task AddAsync(IReadOnlyList<StoredCommit> commits, CancellationToken cancellationToken);

    /// <param name="stream">The same until the next one begins.</param>
    /// <param name="records">Newest first, over all calls of a stream.</param>
    /// <param name="cancellationToken">Ends the transfer.</param>
    Task AddAsync(string stream, IReadOnlyList<LogEntry> records, CancellationToken cancellationToken);
}

/// <summary>Gives the contents of a store away.</summary>
internal interface IContentSource
{
    /// <summary>For reports and messages. No credential.</summary>
    string Description { get; }

    /// <returns>Where the store was when its documents were read.</returns>
    Task<StoreState> ReadAsync(IContentSink sink, CancellationToken cancellationToken);
}

/// <summary>Gives the same to several.</summary>
internal sealed class SeveralSinks(params IReadOnlyList<IContentSink> sinks) : IContentSink
{
    public async Task AddAsync(IReadOnlyList<StoredDocument> documents, CancellationToken cancellationToken)
    {
        foreach (var sink in sinks)
        {
            await sink.AddAsync(documents, cancellationToken);
        }
    }

    public async Task AddAsync(IReadOnlyList<StoredCommit> commits, CancellationToken cancellationToken)
    {
        foreach (var sink in sinks)
        {
            await sink.AddAsync(commits, cancellationToken);
        }
    }

    public async Task AddAsync(string stream, IReadOnlyList<LogEntry> records, CancellationToken cancellationToken)
    {
        foreach (var sink in sinks)
        {
            await sink.AddAsync(stream, records, cancellationToken);
        }
    }
}
