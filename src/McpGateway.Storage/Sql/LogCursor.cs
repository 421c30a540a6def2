using System.Globalization;

namespace McpGateway.Storage.Sql;

/// <summary>The last record of a page. It only says where to go on: what is shown is decided by the filter of each request.</summary>
internal readonly record struct LogCursor(long At, long Id)
{
    public static LogCursor? Parse(string text)
    {
        var parts = text.Split('-');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new(at, id)
            : null;
    }

    /// <summary>Whether this is older, so that it comes after <paramref name="other"/> on the pages.</summary>
    public bool IsBefore(LogCursor other) => At < other.At || (At == other.At && Id < other.Id);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At}-{Id}");
}
