using McpGateway.Foundation.Records;
using McpGateway.Storage.Blocks;
using McpGateway.Storage.Earlier;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Records;

/// <summary>
/// Moves records of earlier releases into partitions, a block at a time, while such a release may go on writing. In PostgreSQL a step is
/// one transaction. In SQLite it is two, of which the first counts once: a step that is repeated after a crash only removes.
/// </summary>
internal sealed class EarlierMove(ISqlDatabase database, IRecordPartitions partitions, RecordNumbers numbers)
{
    private const string Writer = "earlier release";

    /// <summary>Of one call.</summary>
    private const int MaxSteps = 200;

    /// <returns>Whether there is more.</returns>
    public async Task<bool> RunAsync(string stream, CancellationToken cancellationToken)
    {
        for (var step = 0; step < MaxSteps; step++)
        {
            if (!await StepAsync(stream, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> StepAsync(string stream, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var found = await database.ReadAsync((session, token) => FindAsync(session, stream, token), cancellationToken);
        if (found.Rows.Count == 0)
        {
            return false;
        }

        foreach (var key in found.Rows.Select(row => PartitionKey.Of(stream, row.Cursor.At, partitions.Length)).Distinct())
        {
            await partitions.EnsureAsync(key, cancellationToken);
        }

        return await database.WriteAsync((session, token) => MoveAsync(session, stream, token), takesRevision: false, cancellationToken);
    }

    private async Task<WriteOutcome<bool>> MoveAsync(SqlSession session, string stream, CancellationToken cancellationToken)
    {
        if (!await partitions.TryLockAsync(session, cancellationToken))
        {
            return new(false, Keep: false);
        }

        var (rows, block) = await FindAsync(session, stream, cancellationToken);
        foreach (var part in RecordPart.Arrange(rows, partitions.Length, numbers))
        {
            await partitions.JoinAsync(
                session, part.Key,
                (target, token) => part.StoreAsync(target, Writer, partitions.IsApart ? NameOf(rows) : null, token),
                cancellationToken);
        }

        if (block is { } id)
        {
            await session.ExecuteAsync(EarlierSql.DeleteBlock, cancellationToken, ("@id", id));
        }
        else
        {
            foreach (var row in rows)
            {
                await session.ExecuteAsync(EarlierSql.DeleteRow, cancellationToken, ("@id", row.Cursor.Id));
            }
        }

        return new(rows.Count > 0, Keep: true);
    }

    /// <summary>A batch of its own, known by what is in it: numbers of rows begin again where a table is empty.</summary>
    private static LogBatchId NameOf(List<LogRow> rows) => new($"{Writer}, {rows[0].Cursor} to {rows[^1].Cursor}", 1);

    /// <summary>What comes next: rows by their numbers, then blocks by theirs.</summary>
    private static async Task<(List<LogRow> Rows, long? Block)> FindAsync(
        SqlSession session, string stream, CancellationToken cancellationToken)
    {
        var rows = await session.ReadAsync(EarlierSql.OldestRows, EarlierSql.ToRow, cancellationToken, ("@stream", stream));
        if (rows.Count > 0)
        {
            return (rows, null);
        }

        var blocks = await session.ReadAsync(EarlierSql.OldestBlocks, BlockSql.Read, cancellationToken, ("@stream", stream));
        return blocks is [var stored] ? ([.. EarlierRecords.RowsOf(stream, stored)], stored.Id) : ([], null);
    }
}
