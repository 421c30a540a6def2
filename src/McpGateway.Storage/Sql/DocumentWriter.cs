using System.Buffers.Binary;
using System.Security.Cryptography;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Storage.Sql;

/// <summary>What happens inside one writing transaction, with the clock read once for all of it.</summary>
internal sealed class DocumentWriter(DocumentSeal seal, EmbeddedSecrets embedded, long now)
{
    /// <summary>How long deletions and marks are remembered, in milliseconds.</summary>
    public const long TombstoneLife = 24 * 60 * 60 * 1000;

    public static readonly Error Changed = new(
        ErrorKind.Conflict, "It was changed by someone else in the meantime. Read it again and repeat the change.");

    public static readonly Error KeyIsGone = new(
        ErrorKind.Unavailable, "The key for stored secrets was exchanged. This process must be started again with the new SECRET_KEY.");

    /// <summary>Random, and not a sum of what came before: two histories that fork differ from their first commit on.</summary>
    public static long NewMark() => BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(long)));

    /// <summary>Applies the writes in their order; keeps nothing when one of them meets another version than expected.</summary>
    public async Task<WriteOutcome<Result<long>>> ApplyAsync(SqlSession session, DocumentBatch batch, CancellationToken cancellationToken)
    {
        if (!await MaySealAsync(session, batch, cancellationToken))
        {
            return new(KeyIsGone, Keep: false);
        }

        var revision = await session.ReadNumberAsync(DocumentSql.ReadRevision, cancellationToken);
        var changed = false;
        var effects = new List<DocumentEffect>();
        foreach (var write in batch.Writes)
        {
            var isAudited = batch.Audit?.Concerns(write) == true;
            var before = isAudited ? await ReadBeforeAsync(session, write, cancellationToken) : default;
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
            if (isAudited && rows > 0)
            {
                effects.Add(new(write, before.Body, write.IsSealed || before.IsSealed));
            }
        }

        if (!changed)
        {
            return new(revision, Keep: false);
        }

        await AuditAsync(session, batch, effects, revision + 1, cancellationToken);
        return new(await AdvanceAsync(session, revision + 1, cancellationToken), Keep: true, HasChanges: true);
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

    /// <summary>Also the marks of commits, which are kept as long.</summary>
    public async Task<WriteOutcome<int>> RemoveOldTombstonesAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var marks = await session.ExecuteAsync(DocumentSql.ForgetMarks, cancellationToken, ("@old", now - TombstoneLife));
        var trimmed = await session.ReadNumberAsync(DocumentSql.NewestOldTombstone, cancellationToken, ("@now", now));
        if (trimmed == 0)
        {
            return new(0, Keep: marks > 0);
        }

        await session.ExecuteAsync(DocumentSql.WriteTrimmed, cancellationToken, ("@trimmed", trimmed));
        return new(
            await session.ExecuteAsync(
                DocumentSql.RemoveOldTombstones, cancellationToken, ("@now", now), ("@trimmed", trimmed)), Keep: true);
    }

    /// <summary>In this transaction: what is committed is in the audit, and nothing else is.</summary>
    private async Task AuditAsync(
        SqlSession session, DocumentBatch batch, List<DocumentEffect> effects, long revision, CancellationToken cancellationToken)
    {
        if (effects.Count > 0 && batch.Audit is { } audit)
        {
            var events = audit.EventsOf(effects, revision, DateTimeOffset.FromUnixTimeMilliseconds(now));
            await AuditAppender.AppendAsync(session, events, cancellationToken);
        }
    }

    /// <summary>A sealed body that does not open is as good as none: the change must not fail for what the audit would say of it.</summary>
    private async Task<(bool IsSealed, byte[]? Body)> ReadBeforeAsync(
        SqlSession session, DocumentWrite write, CancellationToken cancellationToken)
    {
        var bodies = await session.ReadAsync(
            DocumentSql.Find, static reader => (IsSealed: reader.GetInt64(3) == 1, Body: reader.GetFieldValue<byte[]>(4)),
            cancellationToken, ("@kind", write.Kind), ("@key", write.Key), ("@now", now));
        return bodies is not [var stored] ? default
            : stored.IsSealed ? (true, seal.TryOpen(write.Kind, write.Key, stored.Body))
            : stored;
    }

    /// <summary>
    /// What is sealed with a key that was exchanged could not be opened after the next start. Asked within the transaction, under the lock
    /// that ends an exchange.
    /// </summary>
    private async Task<bool> MaySealAsync(SqlSession session, DocumentBatch batch, CancellationToken cancellationToken) =>
        !batch.Writes.Any(write => write.IsSealed || write.Body is not null && embedded.Has(write.Kind))
        || (await KeyCheck.ReadAsync(session, cancellationToken)).Keys is var keys && (keys.Count == 0 || keys.Contains(seal.Check));

    private async Task<long> AdvanceAsync(SqlSession session, long revision, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(DocumentSql.WriteRevision, cancellationToken, ("@revision", revision));

        var mark = NewMark();
        await session.ExecuteAsync(DocumentSql.WriteMark, cancellationToken, ("@revision", revision), ("@mark", mark), ("@now", now));
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
