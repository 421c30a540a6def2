using System.Data.Common;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Transfer;

/// <summary>The store in an SQL database.</summary>
internal sealed class SqlStore(ISqlDatabase database, IRecordLog log) : IStore
{
    /// <summary>A transfer takes as long as it takes.</summary>
    private const int NoLimit = 0;

    public string Description => database.Description;

    public long? NewerSchema => database.NewerSchema;

    public IRecordLog Log => log;

    public Task OpenAsync(SchemaOpening opening, CancellationToken cancellationToken) => database.OpenAsync(opening, cancellationToken);

    public Task EnterAsync(CancellationToken cancellationToken) => database.EnterAsync(cancellationToken);

    public Task<bool> IsInUseAsync(CancellationToken cancellationToken) => database.IsInUseAsync(cancellationToken);

    public Task<KeyCheck> ReadKeysAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(KeyCheck.ReadAsync, cancellationToken);

    public Task<KeyCheck> EnterKeysAsync(IReadOnlyList<string> checks, CancellationToken cancellationToken) => database.WriteAsync(
        async (session, token) =>
        {
            var stored = await KeyCheck.ReadAsync(session, token);
            if (stored.Joined(checks) is not { } joined)
            {
                return new WriteOutcome<KeyCheck>(stored, Keep: false);
            }

            await joined.WriteAsync(session, token);
            return new(joined, Keep: true);
        },
        takesRevision: true, cancellationToken);

    public Task<StoreState> ReadStateAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(ReadStateAsync, cancellationToken);

    public Task<StoreState> ReadSnapshotAsync(IContentSink sink, CancellationToken cancellationToken)
    {
        var hasBegun = false;
        return database.ReadAsync(
            (session, token) =>
            {
                if (hasBegun)
                {
                    // The connection ended, and the next one would read everything again into the same sink.
                    throw new StorageUnavailableException(StorageFault.Away);
                }

                hasBegun = true;
                return ReadSnapshotAsync(session, sink, token);
            },
            cancellationToken);
    }

    public Task<Error?> MarkAsync(string what, bool replace, bool hasRecords, CancellationToken cancellationToken) => database.WriteAsync(
        async (session, token) =>
        {
            var check = await KeyCheck.ReadAsync(session, token);
            var isEmpty = !hasRecords && await session.ReadNumberAsync(ContentSql.CountDocuments, token) == 0;
            if (!isEmpty && check.Incomplete is null && !replace)
            {
                return new WriteOutcome<Error?>(StoreFiller.NotEmpty(Description), Keep: false);
            }

            await KeyCheck.Filling(what).WriteAsync(session, token);
            return new(null, Keep: true);
        },
        takesRevision: true, cancellationToken);

    public Task EmptyAsync(CancellationToken cancellationToken) => WriteAsync(
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
        },
        takesRevision: true, cancellationToken);

    public Task AddAsync(IReadOnlyList<StoredDocument> documents, CancellationToken cancellationToken) => WriteAsync(
        async (session, token) =>
        {
            foreach (var document in documents)
            {
                await session.ExecuteAsync(ContentSql.AddDocument, token, ValuesOf(document));
            }
        },
        takesRevision: false, cancellationToken);

    public Task AddAsync(IReadOnlyList<StoredCommit> commits, CancellationToken cancellationToken) => WriteAsync(
        async (session, token) =>
        {
            foreach (var commit in commits)
            {
                await session.ExecuteAsync(
                    ContentSql.AddCommit, token, ("@revision", commit.Revision), ("@mark", commit.Mark), ("@at", commit.At));
            }
        },
        takesRevision: false, cancellationToken);

    public Task AddAuditAsync(string stream, IReadOnlyList<LogEntry> records, CancellationToken cancellationToken) => WriteAsync(
        (session, token) => AuditTransfer.WriteAsync(session, stream, records, token), takesRevision: false, cancellationToken);

    public Task FinishAsync(StoreState state, KeyCheck keys, CancellationToken cancellationToken) => database.WriteAsync(
        async (session, token) =>
        {
            await session.ExecuteAsync(
                ContentSql.WriteState, token, ("@revision", state.Revision), ("@trimmed", state.Trimmed),
                ("@epoch", Guid.NewGuid().ToString()));
            await keys.WriteAsync(session, token);
            return new WriteOutcome<bool>(true, Keep: true, HasChanges: true);
        },
        takesRevision: true, cancellationToken);

    public async Task<IReadOnlyList<StoredDocument>> ReadBodiesAsync(string kind, string key, CancellationToken cancellationToken) =>
        await database.ReadAsync((session, token) => ReadBodiesAsync(session, kind, key, -1, token), cancellationToken);

    /// <summary>
    /// In line with the commits: one that changes the same documents in another order would wait for this one, and it for them.
    /// </summary>
    public Task ReplaceBodiesAsync(IReadOnlyList<StoredDocument> documents, CancellationToken cancellationToken) => WriteAsync(
        async (session, token) =>
        {
            foreach (var document in documents)
            {
                await session.ExecuteAsync(
                    ContentSql.ReplaceBody, token, ("@body", document.Body), ("@kind", document.Kind), ("@key", document.Key),
                    ("@version", document.Version), ("@revision", document.Revision));
            }
        },
        takesRevision: true, cancellationToken);

    public Task<bool> StateKeysAsync(
        long since, Func<IReadOnlyList<StoredDocument>, bool> isFit, KeyCheck keys, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (session, token) =>
            {
                var (kind, key) = ("", "");
                while (await ReadBodiesAsync(session, kind, key, since, token) is { Count: > 0 } page)
                {
                    if (!isFit(page))
                    {
                        return new WriteOutcome<bool>(false, Keep: false);
                    }

                    (kind, key) = (page[^1].Kind, page[^1].Key);
                }

                await keys.WriteAsync(session, token);
                return new WriteOutcome<bool>(true, Keep: true);
            },
            takesRevision: true, cancellationToken);

    private static Task<List<StoredDocument>> ReadBodiesAsync(
        SqlSession session, string kind, string key, long since, CancellationToken cancellationToken) => session.ReadAsync(
        ContentSql.ReadBodies, ToDocument, cancellationToken, ("@kind", kind), ("@key", key), ("@revision", since));

    private static StoredDocument ToDocument(DbDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3), reader.IsDBNull(4) ? null : reader.GetString(4),
        reader.IsDBNull(5) ? null : reader.GetInt64(5), reader.GetInt64(6) == 1, reader.GetInt64(7) == 1,
        reader.IsDBNull(8) ? null : reader.GetFieldValue<byte[]>(8));

    private static (string, object?)[] ValuesOf(StoredDocument document) =>
    [
        ("@kind", document.Kind), ("@key", document.Key), ("@version", document.Version), ("@revision", document.Revision),
        ("@owner", document.Owner), ("@expires", document.ExpiresAt), ("@sealed", document.IsSealed ? 1L : 0L),
        ("@deleted", document.IsDeleted ? 1L : 0L), ("@body", document.Body),
    ];

    private async Task<StoreState> ReadSnapshotAsync(SqlSession session, IContentSink sink, CancellationToken cancellationToken)
    {
        session.StatementSeconds = NoLimit;
        await session.ExecuteAsync(database.BeginSnapshot, cancellationToken);
        var state = await ReadStateAsync(session, cancellationToken);
        await ReadDocumentsAsync(session, sink, cancellationToken);
        await ReadCommitsAsync(session, sink, cancellationToken);
        await AuditTransfer.ReadAsync(session, sink, cancellationToken);
        await session.ExecuteAsync("ROLLBACK", cancellationToken);
        session.StatementSeconds = null;
        return state;
    }

    private static async Task<StoreState> ReadStateAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var rows = await session.ReadAsync(
            ContentSql.ReadState,
            static reader => new StoreState(
                reader.GetInt64(0), reader.GetInt64(1), reader.IsDBNull(2) ? "" : reader.GetString(2),
                KeyCheck.Parse(reader.IsDBNull(3) ? null : reader.GetString(3)).Keys),
            cancellationToken);
        return rows is [var state] ? state : throw new InvalidDataException("The store has no state: it was damaged from outside.");
    }

    private static async Task ReadDocumentsAsync(SqlSession session, IContentSink sink, CancellationToken cancellationToken)
    {
        var (kind, key) = ("", "");
        while (true)
        {
            var page = await session.ReadAsync(
                ContentSql.ReadDocuments, ToDocument, cancellationToken, ("@kind", kind), ("@key", key));
            if (page.Count == 0)
            {
                return;
            }

            await sink.AddAsync(page, cancellationToken);
            (kind, key) = (page[^1].Kind, page[^1].Key);
        }
    }

    private static async Task ReadCommitsAsync(SqlSession session, IContentSink sink, CancellationToken cancellationToken)
    {
        var revision = -1L;
        while (true)
        {
            var page = await session.ReadAsync(
                ContentSql.ReadCommits, static reader => new StoredCommit(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)),
                cancellationToken, ("@revision", revision));
            if (page.Count == 0)
            {
                return;
            }

            await sink.AddAsync(page, cancellationToken);
            revision = page[^1].Revision;
        }
    }

    private Task<bool> WriteAsync(
        Func<SqlSession, CancellationToken, Task> write, bool takesRevision, CancellationToken cancellationToken) => database.WriteAsync(
        async (session, token) =>
        {
            await write(session, token);
            return new WriteOutcome<bool>(true, Keep: true);
        },
        takesRevision, cancellationToken);
}
