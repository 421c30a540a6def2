using System.Data.Common;
using McpGateway.Storage.Blocks;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Earlier;

/// <summary>
/// The statements about the tables of releases before partitions. What varies is which conditions are there, never a value.
/// </summary>
internal static class EarlierSql
{
    public const string OldestRows =
        "SELECT stream, at, user_name, subject, server, outcome, value, body, id FROM records"
        + " WHERE stream = @stream ORDER BY id LIMIT 1800";

    public const string OldestBlocks =
        "SELECT id, first_at, last_at, entries, names, bodies FROM record_blocks WHERE stream = @stream ORDER BY id LIMIT 1";

    public const string DeleteRow = "DELETE FROM records WHERE id = @id";

    public const string DeleteBlock = "DELETE FROM record_blocks WHERE id = @id";

    /// <summary>Above the numbers of single records, so that both have one order. Places of a block's records are 12 bits.</summary>
    private const long FirstBlock = 1L << 50;

    public static (string Sql, (string, object?)[] Parameters) Rows(string stream, BlockFilter filter, LogCursor? after, int limit)
    {
        var where = "stream = @stream AND at >= @from AND at < @to";
        var parameters = Range(stream, filter, limit);
        if (after is { } last)
        {
            where += " AND (at, id) < (@cursor_at, @cursor_id)";
            parameters.AddRange([("@cursor_at", last.At), ("@cursor_id", last.Id)]);
        }

        return ("SELECT stream, at, user_name, subject, server, outcome, value, body, id FROM records"
            + $" WHERE {where} ORDER BY at DESC, id DESC LIMIT @limit", [.. parameters]);
    }

    public static (string Sql, (string, object?)[] Parameters) Blocks(
        string stream, BlockFilter filter, LogCursor? cursor, (long LastAt, long Id)? after, int limit)
    {
        var where = "stream = @stream AND last_at >= @from AND first_at < @to";
        var parameters = Range(stream, filter, limit);
        if (cursor is { } place)
        {
            where += " AND first_at <= @cursor";
            parameters.Add(("@cursor", place.At));
        }

        if (after is { } last)
        {
            where += " AND (last_at, id) < (@last, @id)";
            parameters.AddRange([("@last", last.LastAt), ("@id", last.Id)]);
        }

        return ("SELECT id, first_at, last_at, entries, names, bodies FROM record_blocks"
            + $" WHERE {where} ORDER BY last_at DESC, id DESC LIMIT @limit", [.. parameters]);
    }

    /// <summary>The number of a block's record among all.</summary>
    public static long NumberOf(long block, int index) => FirstBlock + (block << 12) + index;

    public static LogRow ToRow(DbDataReader reader)
    {
        var id = new LogCursor(reader.GetInt64(1), reader.GetInt64(8));
        return new(
            EarlierCall.Complete(new()
            {
                Stream = reader.GetString(0),
                At = Microseconds.ToTime(id.At),
                Id = id.ToString(),
                User = Text(reader, 2),
                Subject = Text(reader, 3),
                Server = Text(reader, 4),
                Outcome = Text(reader, 5),
                Value = reader.IsDBNull(6) ? null : reader.GetDouble(6),
                Body = reader.GetString(7),
            }),
            id);
    }

    private static List<(string, object?)> Range(string stream, BlockFilter filter, int limit) =>
        [("@stream", stream), ("@from", filter.From), ("@to", filter.To), ("@limit", (long)limit)];

    private static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
