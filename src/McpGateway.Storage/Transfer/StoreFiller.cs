using McpGateway.Foundation;
using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Transfer;

/// <summary>
/// Fills a database with the contents of another store. From <see cref="BeginAsync"/> to <see cref="FinishAsync"/> the database is marked
/// as not complete, so that no gateway starts on it; whatever ends in between leaves the mark.
/// </summary>
internal sealed class StoreFiller(ISqlDatabase database, IRecordLog log) : IContentSink
{
    /// <summary>As many records as one block of the log takes.</summary>
    private const int RecordsAtOnce = 1800;

    private readonly List<LogEntry> _held = [];

    /// <summary>Marks the database, and empties it.</summary>
    /// <param name="what">What fills it, for whoever meets the mark.</param>
    /// <param name="replace">Whether what it holds may go. What an interrupted transfer left always may.</param>
    /// <param name="cancellationToken">Ends it before the mark is set, or leaves the mark.</param>
    public async Task<Error?> BeginAsync(string what, bool replace, CancellationToken cancellationToken)
    {
        await database.OpenAsync(SchemaOpening.Fill, cancellationToken);
        if (await database.IsInUseAsync(cancellationToken))
        {
            return new(
                ErrorKind.Conflict, $"A gateway is running on the target ({database.Description}). Stop it first; every replica of it.");
        }

        var hasRecords = await HasRecordsAsync(cancellationToken);
        var refusal = await database.WriteAsync(
            (session, token) => MarkAsync(session, what, replace, hasRecords, token), takesRevision: true, cancellationToken);
        if (refusal is null)
        {
            await EmptyAsync(cancellationToken);
        }

        return refusal;
    }

    public async Task AddAsync(IReadOnlyList<StoredDocument> documents, CancellationToken cancellationToken) => await database.WriteAsync(
        async (session, token) =>
        {
            foreach (var document in documents)
            {
                await session.ExecuteAsync(ContentSql.AddDocument, token, ValuesOf(document));
            }

            return new WriteOutcome<bool>(true, Keep: true);
        },
        takesRevision: false, cancellationToken);

    public async Task AddAsync(IReadOnlyList<StoredCommit> commits, CancellationToken cancellationToken) => await database.WriteAsync(
        async (session, token) =>
        {
            foreach (var commit in commits)
            {
                await session.ExecuteAsync(
                    ContentSql.AddCommit, token, ("@revision", commit.Revision), ("@mark", commit.Mark), ("@at", commit.At));
            }

            return new WriteOutcome<bool>(true, Keep: true);
        },
        takesRevision: false, cancellationToken);

    /// <summary>Records of one time stay together, so that each append can turn them round: they are read newest first.</summary>
    public async Task AddAsync(string stream, IReadOnlyList<LogEntry> records, CancellationToken cancellationToken)
    {
        if (AuditTransfer.Is(stream))
        {
            await WriteAuditAsync(stream, records, cancellationToken);
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
            await log.AppendAsync([.. _held], cancellationToken);
            _held.Clear();
        }
    }

    /// <summary>Makes the database whole, with a history of its own: whoever followed what it held before loads everything anew.</summary>
    /// <param name="state">Where the source was.</param>
    /// <param name="keys">The keys that the contents are sealed with.</param>
    /// <param name="cancellationToken">Ends it before anything is written.</param>
    public Task FinishAsync(StoreState state, IReadOnlyList<string> keys, CancellationToken cancellationToken) => database.WriteAsync(
        async (session, token) =>
        {
            await session.ExecuteAsync(
                ContentSql.WriteState, token, ("@revision", state.Revision), ("@trimmed", state.Trimmed),
                ("@epoch", Guid.NewGuid().ToString()));
            await (keys.Count > 0 ? KeyCheck.Of(keys) : KeyCheck.Of(state.Keys)).WriteAsync(session, token);
            return new WriteOutcome<bool>(true, Keep: true, HasChanges: true);
        },
        takesRevision: true, cancellationToken);

    private async Task<WriteOutcome<Error?>> MarkAsync(
        SqlSession session, string what, bool replace, bool hasRecords, CancellationToken cancellationToken)
    {
        var check = await KeyCheck.ReadAsync(session, cancellationToken);
        var isEmpty = !hasRecords && await session.ReadNumberAsync(ContentSql.CountDocuments, cancellationToken) == 0;
        if (!isEmpty && check.Incomplete is null && !replace)
        {
            return new(
                new(ErrorKind.Conflict, $"The target ({database.Description}) is not empty. Name an empty one, or say --replace to remove "
                    + "everything that it holds."),
                Keep: false);
        }

        await KeyCheck.Filling(what).WriteAsync(session, cancellationToken);
        return new(null, Keep: true);
    }

    private Task<bool> WriteAuditAsync(string stream, IReadOnlyList<LogEntry> records, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (session, token) =>
            {
                await AuditTransfer.WriteAsync(session, stream, records, token);
                return new WriteOutcome<bool>(true, Keep: true);
            },
            takesRevision: false, cancellationToken);

    private async Task<bool> HasRecordsAsync(CancellationToken cancellationToken)
    {
        foreach (var stream in RecordStreams.All)
        {
            var page = await log.QueryAsync(new() { Stream = stream }, null, 1, cancellationToken);
            if (page is { IsSuccess: true, Value.Entries.Count: > 0 })
            {
                return true;
            }
        }

        return false;
    }

    private async Task EmptyAsync(CancellationToken cancellationToken)
    {
        foreach (var stream in RecordStreams.All)
        {
            await log.TrimAsync(stream, DateTimeOffset.MaxValue, cancellationToken);
        }

        await database.WriteAsync(
            static async (session, token) =>
            {
                await session.ExecuteAsync(ContentSql.RemoveDocuments, token);
                await session.ExecuteAsync(ContentSql.RemoveCommits, token);
                foreach (var remove in ContentSql.RemoveRecords.Concat(AuditTransfer.Remove))
                {
                    await session.ExecuteAsync(remove, token);
                }

                await session.ExecuteAsync(
                    ContentSql.WriteState, token, ("@revision", 0L), ("@trimmed", 0L), ("@epoch", Guid.NewGuid().ToString()));
                return new WriteOutcome<bool>(true, Keep: true);
            },
            takesRevision: true, cancellationToken);
    }

    private static (string, object?)[] ValuesOf(StoredDocument document) =>
    [
        ("@kind", document.Kind), ("@key", document.Key), ("@version", document.Version), ("@revision", document.Revision),
        ("@owner", document.Owner), ("@expires", document.ExpiresAt), ("@sealed", document.IsSealed ? 1L : 0L),
        ("@deleted", document.IsDeleted ? 1L : 0L), ("@body", document.Body),
    ];
}
