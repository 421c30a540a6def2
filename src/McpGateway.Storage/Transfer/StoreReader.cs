using System.Data.Common;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Transfer;

/// <summary>
/// Reads a database: documents and commits in one snapshot, while others may go on writing, and the records by their port.
/// </summary>
/// <param name="database">Open.</param>
/// <param name="log">The records of the same database.</param>
/// <param name="until">Records from then on are left out; null for none. They keep coming while the store is in use.</param>
internal sealed class StoreReader(ISqlDatabase database, IRecordLog log, DateTimeOffset? until) : IContentSource
{
    /// <summary>A transfer takes as long as it takes.</summary>
    private const int NoLimit = 0;

    public string Description => database.Description;

    public async Task<StoreState> ReadAsync(IContentSink sink, CancellationToken cancellationToken)
    {
        var hasBegun = false;
        var state = await database.ReadAsync(
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
        foreach (var stream in RecordStreams.All)
        {
            await ReadRecordsAsync(stream, sink, cancellationToken);
        }

        return state;
    }

    public Task<StoreState> ReadStateAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(ReadStateAsync, cancellationToken);

    internal static StoredDocument ToDocument(DbDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3), reader.IsDBNull(4) ? null : reader.GetString(4),
        reader.IsDBNull(5) ? null : reader.GetInt64(5), reader.GetInt64(6) == 1, reader.GetInt64(7) == 1,
        reader.IsDBNull(8) ? null : reader.GetFieldValue<byte[]>(8));

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

    private async Task ReadRecordsAsync(string stream, IContentSink sink, CancellationToken cancellationToken)
    {
        var filter = new LogFilter { Stream = stream, To = until };
        string? cursor = null;
        do
        {
            var page = await log.QueryAsync(filter, cursor, IRecordLog.MaxPageSize, cancellationToken);
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
