using System.Data.Common;
using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Blocks;

/// <summary>The statements about blocks of records. What varies is which conditions are there, never a value.</summary>
internal static class BlockSql
{
    public const string Append =
        "INSERT INTO record_blocks (stream, first_at, last_at, entries, names, bodies)"
        + " VALUES (@stream, @first, @last, @entries, @names, @bodies)";

    /// <summary>A limited number at a time, so that a large trim does not keep the writer from others' work.</summary>
    public const string Trim = "DELETE FROM record_blocks WHERE id = @id";

    /// <summary>Blocks of which something is older, the oldest first.</summary>
    public const string Old =
        "SELECT id, first_at, last_at, entries, names, bodies FROM record_blocks"
        + " WHERE stream = @stream AND first_at < @before ORDER BY last_at, id LIMIT 50";

    public const string Replace =
        "UPDATE record_blocks SET first_at = @first, last_at = @last, entries = @entries, names = @names, bodies = @bodies WHERE id = @id";

    /// <summary>Blocks that may hold matching records, those with the latest first.</summary>
    /// <param name="after">The block read before, or null.</param>
    public static (string Sql, (string, object?)[] Parameters) Find(
        LogFilter filter, LogCursor? cursor, (long LastAt, long Id)? after, int limit, bool withBodies)
    {
        var where = "stream = @stream";
        var parameters = new List<(string, object?)> { ("@stream", StoredText.Clean(filter.Stream)) };
        Add("last_at >= @from", "@from", Microseconds.From(filter.From));
        Add("first_at < @to", "@to", Microseconds.From(filter.To));
        Add("first_at <= @cursor", "@cursor", cursor?.At);
        if (after is { } last)
        {
            where += " AND (last_at, id) < (@last, @id)";
            parameters.AddRange([("@last", last.LastAt), ("@id", last.Id)]);
        }

        parameters.Add(("@limit", (long)limit));
        var columns = withBodies ? "id, first_at, last_at, entries, names, bodies" : "id, first_at, last_at, entries, names";
        return ($"SELECT {columns} FROM record_blocks WHERE {where} ORDER BY last_at DESC, id DESC LIMIT @limit", [.. parameters]);

        void Add(string condition, string name, long? value)
        {
            if (value is not null)
            {
                where += " AND " + condition;
                parameters.Add((name, value));
            }
        }
    }

    public static (string, object?)[] Values(RecordBlock block, params ReadOnlySpan<(string, object?)> others) =>
    [
        .. others, ("@first", block.FirstAt), ("@last", block.LastAt), ("@entries", (long)block.Count), ("@names", block.Names),
        ("@bodies", block.Bodies),
    ];

    public static StoredBlock Read(DbDataReader reader) => new(
        reader.GetInt64(0),
        new(
            reader.GetInt64(1), reader.GetInt64(2), (int)reader.GetInt64(3), reader.GetFieldValue<byte[]>(4),
            reader.FieldCount > 5 ? reader.GetFieldValue<byte[]>(5) : []));
}

/// <summary>A block with its place in the database.</summary>
internal sealed record StoredBlock(long Id, RecordBlock Block)
{
    /// <summary>
    /// Above the numbers of single records, so that both have one order. Places of a block's records are 12 bits.
    /// </summary>
    private const long FirstId = 1L << 50;

    /// <summary>The number of a record among all, for paging.</summary>
    public long IdOf(int index) => FirstId + (Id << 12) + index;
}
