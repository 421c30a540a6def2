using McpGateway.Foundation;
using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Records;

/// <summary>What every record log says to a question about a page.</summary>
internal static class LogPaging
{
    /// <returns>Why it cannot be answered; null when it can.</returns>
    public static Error? FindProblem(LogFilter filter, string? cursor, int pageSize) =>
        pageSize is < 1 or > IRecordLog.MaxPageSize
            ? new(ErrorKind.Invalid, $"A page has 1 to {IRecordLog.MaxPageSize} records.")
            : cursor is not null && Parse(cursor) is null
            ? new(ErrorKind.Invalid, "The cursor is not one that this log gave out. Start again without it.")
            : filter.Id is { } id && Parse(id) is null
            ? new Error(ErrorKind.Invalid, "The id is not that of a record. Take it from the list of records.")
            : null;

    public static LogCursor? Parse(string? text) => text is null ? null : LogCursor.Parse(text);

    /// <param name="rows">Newest first; one more than the page takes tells that there is a next one.</param>
    public static LogPage ToPage(IReadOnlyList<LogRow> rows, int pageSize)
    {
        var page = rows.Take(pageSize).ToList();
        return new([.. page.Select(static row => row.Entry)], rows.Count > pageSize ? page[^1].Cursor.ToString() : null);
    }
}
