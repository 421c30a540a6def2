using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Blocks;

/// <summary>The texts of a record that are filtered by. In this order they are stored: new ones come last.</summary>
internal enum NameColumn
{
    User,
    Subject,
    Server,
    Outcome,
    Method,
    Target,
    Client,
    Instance,
}

internal static class NameColumns
{
    /// <summary>Columns of the first version.</summary>
    public const int Earlier = 4;

    public static IReadOnlyList<NameColumn> All { get; } = Enum.GetValues<NameColumn>();

    public static string? Of(LogEntry entry, NameColumn column) => StoredText.Clean(column switch
    {
        NameColumn.User => entry.User,
        NameColumn.Subject => entry.Subject,
        NameColumn.Server => entry.Server,
        NameColumn.Outcome => entry.Outcome,
        NameColumn.Method => entry.Method,
        NameColumn.Target => entry.Target,
        NameColumn.Client => entry.Client,
        NameColumn.Instance => entry.Instance,
    });

    public static string? Of(LogFilter filter, NameColumn column) => StoredText.Clean(column switch
    {
        NameColumn.User => filter.User,
        NameColumn.Subject => filter.Subject,
        NameColumn.Server => filter.Server,
        NameColumn.Outcome => filter.Outcome,
        NameColumn.Method => filter.Method,
        NameColumn.Target => filter.Target,
        NameColumn.Client => filter.Client,
        NameColumn.Instance => filter.Instance,
    });
}
