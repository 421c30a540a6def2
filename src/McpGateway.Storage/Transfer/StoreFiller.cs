using McpGateway.Foundation;
using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Transfer;

/// <summary>
/// Fills a store with the contents of another one. From <see cref="BeginAsync"/> to <see cref="FinishAsync"/> it is marked as not complete,
/// so that no gateway starts on it; whatever ends in between leaves the mark.
/// </summary>
internal sealed class StoreFiller(IStore store) : IContentSink
{
    /// <summary>As many records as one block of the log takes.</summary>
    private const int RecordsAtOnce = 1800;

    private readonly List<LogEntry> _held = [];

    public static Error NotEmpty(string description) => new(
        ErrorKind.Conflict,
        $"The target ({description}) is not empty. Name an empty one, or say --replace to remove everything that it holds.");

    /// <summary>Marks the store, and empties it.</summary>
    /// <param name="what">What fills it, for whoever meets the mark.</param>
    /// <param name="replace">Whether what it holds may go. What an interrupted transfer left always may.</param>
    /// <param name="cancellationToken">Ends it before the mark is set, or leaves the mark.</param>
    public async Task<Error?> BeginAsync(string what, bool replace, CancellationToken cancellationToken)
    {
        await store.OpenAsync(SchemaOpening.Fill, cancellationToken);
        if (await store.IsInUseAsync(cancellationToken))
        {
            return new(
                ErrorKind.Conflict, $"A gateway is running on the target ({store.Description}). Stop it first; every replica of it.");
        }

        if (await store.MarkAsync(what, replace, await HasRecordsAsync(cancellationToken), cancellationToken) is { } refusal)
        {
            return refusal;
        }

        foreach (var stream in RecordStreams.All)
        {
            await store.Log.TrimAsync(stream, DateTimeOffset.MaxValue, cancellationToken);
        }

        await store.EmptyAsync(cancellationToken);
        return null;
    }

    public Task AddAsync(IReadOnlyList<StoredDocument> documents, CancellationToken cancellationToken) =>
        store.AddAsync(documents, cancellationToken);

    public Task AddAsync(IReadOnlyList<StoredCommit> commits, CancellationToken cancellationToken) =>
        store.AddAsync(commits, cancellationToken);

    /// <summary>Records of one time stay together, so that each append can turn them round: they are read newest first.</summary>
    public async Task AddAsync(string stream, IReadOnlyList<LogEntry> records, CancellationToken cancellationToken)
    {
        if (AuditEntries.Is(stream))
        {
            await store.AddAuditAsync(stream, records, cancellationToken);
            return;
        }

        if (_held.Count > 0 && _held[0].Stream != stream)
        {
            await FlushAsync(cancellationToken);
        }

        foreach (var record in records)
        {
            if (_held.Count >= RecordsAtOnce && _held[^1].At != record.At)
            {
                await FlushAsync(cancellationToken);
            }

            _held.Add(record);
        }
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_held.Count > 0)
        {
            _held.Reverse();
            await store.Log.AppendAsync([.. _held], cancellationToken);
            _held.Clear();
        }
    }

    /// <summary>Makes the store whole.</summary>
    /// <param name="state">Where the source was.</param>
    /// <param name="keys">The keys that the contents are sealed with; none for those of the source.</param>
    /// <param name="cancellationToken">Ends it before anything is written.</param>
    public Task FinishAsync(StoreState state, IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        store.FinishAsync(state, KeyCheck.Of(keys.Count > 0 ? keys : state.Keys), cancellationToken);

    private async Task<bool> HasRecordsAsync(CancellationToken cancellationToken)
    {
        foreach (var stream in RecordStreams.All)
        {
            var page = await store.Log.QueryAsync(new() { Stream = stream }, null, 1, cancellationToken);
            if (page is { IsSuccess: true, Value.Entries.Count: > 0 })
            {
                return true;
            }
        }

        return false;
    }
}
