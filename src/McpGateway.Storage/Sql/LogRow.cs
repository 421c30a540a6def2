using McpGateway.Foundation.Records;

namespace McpGateway.Storage.Sql;

/// <summary>A record with its place in the order of all, which is also its id.</summary>
internal sealed record LogRow(LogEntry Entry, LogCursor Cursor)
{
    public static Comparison<LogRow> NewestFirst { get; } =
        static (one, other) => one.Cursor.IsBefore(other.Cursor) ? 1 : other.Cursor.IsBefore(one.Cursor) ? -1 : 0;

    public static LogRow Of(LogEntry entry, long number) => new(entry, new(Microseconds.From(entry.At)!.Value, number));
}
