using System.Text;
using McpGateway.Foundation.Records;

namespace McpGateway.Storage.Sql;

/// <summary>The statements of the record log. What varies is which conditions are there, never a value.</summary>
internal static class RecordSql
{
    /// <summary>Inserts <paramref name="rows"/> rows at once; the parameters of row 3 are <c>@stream3</c>, <c>@at3</c>, …</summary>
    public static string Append(int rows) =>
        "INSERT INTO records (stream, at, user_name, subject, server, outcome, value, body) VALUES "
        + string.Join(
            ", ",
            Enumerable.Range(0, rows).Select(
                row => $"(@stream{row}, @at{row}, @user{row}, @subject{row}, @server{row}, @outcome{row}, @value{row}, @body{row})"));

    public static (string, object?)[] Values(IReadOnlyList<LogEntry> entries, int from, int rows)
    {
        var values = new (string, object?)[rows * ParametersPerRow];
        for (var row = 0; row < rows; row++)
        {
            var entry = entries[from + row];
            var at = row * ParametersPerRow;
            values[at] = ($"@stream{row}", StoredText.Clean(entry.Stream));
            values[at + 1] = ($"@at{row}", Microseconds.From(entry.At));
            values[at + 2] = ($"@user{row}", StoredText.Clean(entry.User));
            values[at + 3] = ($"@subject{row}", StoredText.Clean(entry.Subject));
            values[at + 4] = ($"@server{row}", StoredText.Clean(entry.Server));
            values[at + 5] = ($"@outcome{row}", StoredText.Clean(entry.Outcome));
            values[at + 6] = ($"@value{row}", entry.Value);
            values[at + 7] = ($"@body{row}", StoredText.Clean(entry.Body));
        }

        return values;
    }

    /// <summary>A limited number at a time, so that a large trim does not keep the writer from others' work.</summary>
    public const string Trim =
        "DELETE FROM records WHERE id IN (SELECT id FROM records WHERE stream = @stream AND at < @before ORDER BY at LIMIT 5000)";

    private const string Columns = "stream, at, user_name, subject, server, outcome, value, body, id";
    private const int ParametersPerRow = 8;

    public static (string Sql, (string, object?)[] Parameters) Query(LogFilter filter, LogCursor? cursor, int limit)
    {
        var (where, parameters) = Where(filter);
        if (cursor is { } after)
        {
            where.Append(" AND (at, id) < (@cursor_at, @cursor_id)");
            parameters.AddRange([("@cursor_at", after.At), ("@cursor_id", after.Id)]);
        }

        parameters.Add(("@limit", (long)limit));
        return ($"SELECT {Columns} FROM records WHERE {where} ORDER BY at DESC, id DESC LIMIT @limit", [.. parameters]);
    }

    /// <summary>Time, group and value of matching records; they are counted and ranked together with those of blocks.</summary>
    public static (string Sql, (string, object?)[] Parameters) Values(LogFilter filter, LogGrouping grouping)
    {
        var (where, parameters) = Where(filter);
        return ($"SELECT at, {GroupColumn(grouping)}, value FROM records WHERE {where}", [.. parameters]);
    }

    private static (StringBuilder Where, List<(string, object?)> Parameters) Where(LogFilter filter)
    {
        var where = new StringBuilder("stream = @stream");
        var parameters = new List<(string, object?)> { ("@stream", StoredText.Clean(filter.Stream)) };
        Add("at >= @from", "@from", Microseconds.From(filter.From));
        Add("at < @to", "@to", Microseconds.From(filter.To));
        Add("user_name = @user", "@user", StoredText.Clean(filter.User));
        Add("subject = @subject", "@subject", StoredText.Clean(filter.Subject));
        Add("server = @server", "@server", StoredText.Clean(filter.Server));
        Add("outcome = @outcome", "@outcome", StoredText.Clean(filter.Outcome));
        Add(
            "lower(body) LIKE @text ESCAPE '!'", "@text",
            string.IsNullOrEmpty(filter.Text) ? null : Pattern(StoredText.Clean(filter.Text)!));
        return (where, parameters);

        void Add(string condition, string name, object? value)
        {
            if (value is not null)
            {
                where.Append(" AND ").Append(condition);
                parameters.Add((name, value));
            }
        }
    }

    private static string GroupColumn(LogGrouping grouping) => grouping switch
    {
        LogGrouping.None => "CAST(NULL AS TEXT)",
        LogGrouping.User => "user_name",
        LogGrouping.Server => "server",
        LogGrouping.Outcome => "outcome",
    };

    /// <summary>Lower case for A to Z only, as both databases do for the body (PostgreSQL through the column's C collation).</summary>
    private static string Pattern(string text)
    {
        var pattern = new StringBuilder("%");
        foreach (var letter in text)
        {
            if (letter is '%' or '_' or '!')
            {
                pattern.Append('!');
            }

            pattern.Append(char.IsAsciiLetterUpper(letter) ? char.ToLowerInvariant(letter) : letter);
        }

        return pattern.Append('%').ToString();
    }
}
