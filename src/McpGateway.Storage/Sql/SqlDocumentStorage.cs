using System.Data.Common;
using System.Text.Json;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Storage.Sql;

/// <summary>The document store on either database.</summary>
internal sealed class SqlDocumentStorage(
    ISqlDatabase database, DocumentSeal seal, EmbeddedSecrets embedded, TimeProvider time) : IDocumentStorage
{
    /// <summary>Documents are small and found by their key: what takes longer is a server that does not answer.</summary>
    private const int StatementSeconds = 10;

    private readonly string _readHead = DocumentSql.ReadHead(database.Instance);

    public async Task<Document<T>?> FindAsync<T>(DocumentKind<T> kind, string key, CancellationToken cancellationToken)
        where T : class
    {
        if (!DocumentKey.IsValid(key))
        {
            return null;
        }

        var rows = await ReadAsync(
            (session, token) =>
                session.ReadAsync(DocumentSql.Find, ToRow, token, ("@kind", kind.Name), ("@key", key), ("@now", Now())), cancellationToken);
        return rows.Count == 0 ? null : ToDocument(kind, rows[0]);
    }

    public async Task<IReadOnlyList<Document<T>>> ListAsync<T>(DocumentKind<T> kind, CancellationToken cancellationToken)
        where T : class
    {
        var rows = await ReadAsync(
            (session, token) =>
                session.ReadAsync(DocumentSql.List, ToRow, token, ("@kind", kind.Name), ("@now", Now())), cancellationToken);
        return [.. rows.Select(row => ToDocument(kind, row))];
    }

    public async Task<IReadOnlyList<Document<T>>> ListByOwnerAsync<T>(
        DocumentKind<T> kind, string owner, CancellationToken cancellationToken)
        where T : class
    {
        if (!DocumentKey.IsValid(owner))
        {
            return [];
        }

        var rows = await ReadAsync(
            (session, token) => session.ReadAsync(
                DocumentSql.ListByOwner, ToRow, token, ("@kind", kind.Name), ("@owner", owner), ("@now", Now())),
            cancellationToken);
        return [.. rows.Select(row => ToDocument(kind, row))];
    }

    public Task<Result<long>> CommitAsync(DocumentBatch batch, CancellationToken cancellationToken)
    {
        var writer = new DocumentWriter(seal, embedded, Now());
        return database.WriteAsync((session, token) => writer.ApplyAsync(session, batch, token), takesRevision: true, cancellationToken);
    }

    public Task<FeedReading> ReadFeedAsync(StorePosition since, CancellationToken cancellationToken) => ReadAsync(
        async (session, token) =>
        {
            var changes = await session.ReadAsync(
                DocumentSql.ReadChanges, ToMarked, token, ("@revision", since.Revision), ("@now", Now()));

            // Asked afterwards: what is trimmed between the two reads makes the caller load again, which is safe; the other order could
            // miss it.
            var head = await ReadHeadAsync(session, since.Revision, token);
            var reason = head.BreakAfter(since);
            return reason == FeedBreak.None
                ? new FeedReading(
                    changes.Count > 0 ? head.Position with { Revision = changes[^1].Change.Revision, Mark = changes[^1].Mark }
                        : head.Position with { Revision = since.Revision, Mark = since.Mark ?? head.MarkOfReader },
                    [.. changes.Select(static marked => marked.Change)],
                    FeedBreak.None)
                : new FeedReading(head.Position, null, reason);
        },
        cancellationToken);

    public Task<StorePosition> ReadPositionAsync(CancellationToken cancellationToken) =>
        ReadAsync(async (session, token) => (await ReadHeadAsync(session, 0, token)).Position, cancellationToken);

    public Task<long> ReadRevisionAsync(CancellationToken cancellationToken) =>
        ReadAsync((session, token) => session.ReadNumberAsync(DocumentSql.ReadRevision, token), cancellationToken);

    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var total = await database.WriteAsync(
            (session, token) =>
                new DocumentWriter(seal, embedded, Now()).RemoveOldTombstonesAsync(session, token), takesRevision: true, cancellationToken);
        int expired;
        do
        {
            expired = await database.WriteAsync(
                (session, token) =>
                    new DocumentWriter(seal, embedded, Now()).DeleteExpiredAsync(session, token), takesRevision: true, cancellationToken);
            total += expired;
        }
        while (expired > 0);
        return total;
    }

    private static Row ToRow(DbDataReader reader) =>
        new(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3) == 1, reader.GetFieldValue<byte[]>(4));

    private static MarkedChange ToMarked(DbDataReader reader) => new(
        new(reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt32(3) == 1), MarkAt(reader, 4));

    private static StoreHead ToHead(DbDataReader reader) => new(
        new(reader.GetInt64(2), MarkAt(reader, 4), reader.IsDBNull(0) ? "" : reader.GetString(0), reader.GetString(1)),
        reader.GetInt64(3),
        MarkAt(reader, 5));

    private static long? MarkAt(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    private Task<T> ReadAsync<T>(Func<SqlSession, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (session, token) =>
            {
                session.StatementSeconds = StatementSeconds;
                return read(session, token);
            },
            cancellationToken);

    private async Task<StoreHead> ReadHeadAsync(SqlSession session, long revision, CancellationToken cancellationToken) =>
        await session.ReadAsync(_readHead, ToHead, cancellationToken, ("@revision", revision)) is [var head]
            ? head
            : throw new InvalidDataException("The store has no state: it is being restored, or was damaged from outside.");

    private Document<T> ToDocument<T>(DocumentKind<T> kind, Row row)
        where T : class
    {
        if (kind.IsSealed && !row.IsSealed)
        {
            // Whoever can write to the database but has no key must not be able to plant a credential in plain text.
            throw new InvalidDataException(
                $"A document of kind '{kind.Name}' must be sealed and is not: it was written outside of the product.");
        }

        var body = row.IsSealed ? seal.Open(kind.Name, row.Key, row.Body) : row.Body;
        var value = JsonSerializer.Deserialize(body, kind.Json)
            ?? throw new InvalidDataException($"A document of kind '{kind.Name}' is empty.");
        return new(row.Key, row.Version, row.Revision, value);
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record MarkedChange(DocumentChange Change, long? Mark);

    private sealed record Row(string Key, long Version, long Revision, bool IsSealed, byte[] Body);
}
