using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Storage.Sql;

/// <summary>What happens inside one writing transaction, with the clock read once for all of it.</summary>
internal sealed class DocumentWriter(DocumentSeal seal, long now)
{
    private const long TombstoneLife = 24 * 60 * 60 * 1000;

    private static readonly Error Changed = new(
        ErrorKind.Conflict, "It was changed by someone else in the meantime. Read it again and repeat the change.");

    /// <summary>Applies the writes in their order; keeps nothing when one of them meets another version than expected.</summary>
    public async Task<WriteOutcome<Result<long>>> ApplyAsync(SqlSession session, DocumentBatch batch, CancellationToken cancellationToken)
    {
        var revision = await session.ReadNumberAsync(DocumentSql.ReadRevision, cancellationToken);
        var changed = false;
        foreach (var write in batch.Writes)
        {
            var rows = await (write.Body is null
                ? DeleteAsync(session, write, revision + 1, cancellationToken)
                : PutAsync(session, write, write.Body, revision + 1, cancellationToken));
            if (rows == 0 && write.ExpectedVersion is not (null or DocumentBatch.Absent))
            {
                return new(Changed, Keep: false);
            }

            if (write.ExpectedVersion == DocumentBatch.Absent && rows == (write.Body is null ? 1 : 0))
            {
                return new(Changed, Keep: false);
            }

            changed |= rows > 0;
        }

        return changed
            ? new(await AdvanceAsync(session, revision + 1, cancellationToken), Keep: true, HasChanges: true)
            : new(revision, Keep: false);
    }

    public async Task<WriteOutcome<int>> DeleteExpiredAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var revision = await session.ReadNumberAsync(DocumentSql.ReadRevision, cancellationToken) + 1;
        var rows = await session.ExecuteAsync(
            DocumentSql.DeleteExpired, cancellationToken, ("@revision", revision), ("@until", now + TombstoneLife), ("@now", now));
        if (rows == 0)
        {
            return new(0, Keep: false);
        }

        await AdvanceAsync(session, revision, cancellationToken);
        return new(rows, Keep: true, HasChanges: true);
    }

    public async Task<WriteOutcome<int>> RemoveOldTombstonesAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var trimmed = await session.ReadNumberAsync(DocumentSql.NewestOldTombstone, cancellationToken, ("@now", now));
        if (trimmed == 0)
        {
            return new(0, Keep: false);
        }

        await session.ExecuteAsync(DocumentSql.WriteTrimmed, cancellationToken, ("@trimmed", trimmed));
        return new(
            await session.ExecuteAsync(
                DocumentSql.RemoveOldTombstones, cancellationToken, ("@now", now), ("@trimmed", trimmed)), Keep: true);
    }

    private static async Task<long> AdvanceAsync(SqlSession session, long revision, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(DocumentSql.WriteRevision, cancellationToken, ("@revision", revision));
        return revision;
    }

    private Task<int> PutAsync(SqlSession session, DocumentWrite write, byte[] body, long revision, CancellationToken cancellationToken)
    {
        (string, object?)[] parameters =
        [
            ("@kind", write.Kind),
            ("@key", write.Key),
            ("@revision", revision),
            ("@owner", write.Owner),
            ("@expires", write.ExpiresAt?.ToUnixTimeMilliseconds()),
            ("@sealed", write.IsSealed ? 1L : 0L),
            ("@body", write.IsSealed ? seal.Close(write.Kind, write.Key, body) : body),
        ];
        return write.ExpectedVersion switch
        {
            null => session.ExecuteAsync(DocumentSql.Put, cancellationToken, parameters),
            DocumentBatch.Absent => session.ExecuteAsync(DocumentSql.PutNew, cancellationToken, [.. parameters, ("@now", now)]),
            { } expected => session.ExecuteAsync(
                DocumentSql.PutOver, cancellationToken, [.. parameters, ("@now", now), ("@expected", expected)]),
        };
    }

    /// <summary>Deletes the live document, if any: a caller that expected none is told by the count.</summary>
    private Task<int> DeleteAsync(SqlSession session, DocumentWrite write, long revision, CancellationToken cancellationToken)
    {
        (string, object?)[] parameters =
            [("@kind", write.Kind), ("@key", write.Key), ("@revision", revision), ("@until", now + TombstoneLife), ("@now", now)];
        return write.ExpectedVersion is null or DocumentBatch.Absent
            ? session.ExecuteAsync(DocumentSql.Delete, cancellationToken, parameters)
            : session.ExecuteAsync(DocumentSql.DeleteVersion, cancellationToken, [.. parameters, ("@expected", write.ExpectedVersion)]);
    }
}
