using System.Data.Common;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Blocks;

/// <summary>The statements about blocks of records. What varies is which conditions are there, never a value.</summary>
internal static class BlockSql
{
    public const string Append =
        "INSERT INTO log_blocks (stream, period, id, first_at, last_at, entries, summary, names, bodies)"
        + " VALUES (@stream, @period, @id, @first, @last, @entries, @summary, @names, @bodies)";

    public const string Delete = "DELETE FROM log_blocks WHERE stream = @stream AND period = @period AND id = @id";

    /// <summary>The condition is that of the index <c>log_blocks_small</c>, see <see cref="RecordBlock.SmallCount"/>.</summary>
    public const string SmallCounts =
        "SELECT entries FROM log_blocks WHERE stream = @stream AND period = @period AND entries < 900 ORDER BY first_at, id LIMIT 256";

    /// <inheritdoc cref="SmallCounts"/>
    public const string Small =
        "SELECT id, first_at, last_at, entries, names, bodies FROM log_blocks"
        + " WHERE stream = @stream AND period = @period AND entries < 900 ORDER BY first_at, id LIMIT @limit";

    public const string Count =
        "SELECT CAST(COALESCE(SUM(entries), 0) AS BIGINT) FROM log_blocks WHERE stream = @stream AND period = @period";

    /// <summary>Blocks that may hold matching records, those with the latest first.</summary>
    /// <param name="after">The block read before, or null.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="bits">See <see cref="IRecordPartitions.HasBits"/>.</param>
    public static (string Sql, (string, object?)[] Parameters) Find(
        PartitionKey key, BlockFilter filter, LogCursor? cursor, (long LastAt, long Id)? after, int limit,
        (string Condition, (string, object?)[] Parameters)? bits)
    {
        var where = "stream = @stream AND period = @period";
        var parameters = new List<(string, object?)>(key.Parameters);
        Add(filter.From > long.MinValue, "last_at >= @from", "@from", filter.From);
        Add(filter.To < long.MaxValue, "first_at < @to", "@to", filter.To);
        Add(cursor is not null, "first_at <= @cursor", "@cursor", cursor?.At ?? 0);
        if (after is { } last)
        {
            where += " AND (last_at, id) < (@last, @id)";
            parameters.AddRange([("@last", last.LastAt), ("@id", last.Id)]);
        }

        if (bits is { } wanted)
        {
            where += " AND " + wanted.Condition;
            parameters.AddRange(wanted.Parameters);
        }

        parameters.Add(("@limit", (long)limit));
        return ("SELECT id, first_at, last_at, entries, names FROM log_blocks"
            + $" WHERE {where} ORDER BY last_at DESC, id DESC LIMIT @limit", [.. parameters]);

        void Add(bool isWanted, string condition, string name, long value)
        {
            if (isWanted)
            {
                where += " AND " + condition;
                parameters.Add((name, value));
            }
        }
    }

    /// <summary>The bodies of some blocks: of 1, 4, 16 or more by fours, so that the statements are few.</summary>
    public static (string Sql, (string, object?)[] Parameters) Bodies(PartitionKey key, IReadOnlyList<long> ids)
    {
        var count = 1;
        while (count < ids.Count)
        {
            count *= 4;
        }

        var names = Enumerable.Range(0, count).Select(static index => $"@id{index}");
        return (
            $"SELECT id, bodies FROM log_blocks WHERE stream = @stream AND period = @period AND id IN ({string.Join(", ", names)})",
            [.. key.Parameters, .. names.Select((name, index) => (name, (object?)ids[Math.Min(index, ids.Count - 1)]))]);
    }

    public static (string, object?)[] Values(PartitionKey key, long id, RecordBlock block) =>
    [
        .. key.Parameters, ("@id", id), ("@first", block.FirstAt), ("@last", block.LastAt), ("@entries", (long)block.Count),
        ("@summary", block.Summary), ("@names", block.Names), ("@bodies", block.Bodies),
    ];

    public static StoredBlock Read(DbDataReader reader) => new(
        reader.GetInt64(0),
        new(
            reader.GetInt64(1), reader.GetInt64(2), (int)reader.GetInt64(3), [], reader.GetFieldValue<byte[]>(4),
            reader.FieldCount > 5 ? reader.GetFieldValue<byte[]>(5) : []));
}
