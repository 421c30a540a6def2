using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;

namespace McpGateway.Storage.Sql;

/// <summary>What every store of the audit says to a question about a page.</summary>
internal static class AuditPaging
{
    /// <param name="cursor">The end of the page before; null for the first page.</param>
    /// <param name="pageSize">Events.</param>
    /// <returns>Behind which event the page begins, null for the first page; or why there is none.</returns>
    public static Result<AuditCursor?> Begin(string? cursor, int pageSize)
    {
        if (pageSize is < 1 or > IAuditTrail.MaxPageSize)
        {
            return new Error(ErrorKind.Invalid, $"A page has 1 to {IAuditTrail.MaxPageSize} events.");
        }

        var last = cursor is null ? null : AuditCursor.Parse(cursor);
        return cursor is not null && last is null
            ? new Error(ErrorKind.Invalid, "The cursor is not one of this gateway's. Begin with the first page.")
            : last;
    }

    /// <param name="rows">Newest first; one more than the page takes tells that there is a next one.</param>
    /// <param name="pageSize">Events.</param>
    public static AuditRows ToPage(List<AuditRow> rows, int pageSize)
    {
        if (rows.Count <= pageSize)
        {
            return new(rows, null);
        }

        rows.RemoveAt(pageSize);
        var end = rows[^1];
        return new(rows, new AuditCursor(Microseconds.From(end.At)!.Value, end.Stream, end.Number).ToString());
    }
}
