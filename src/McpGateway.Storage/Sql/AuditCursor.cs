using System.Globalization;

namespace McpGateway.Storage.Sql;

/// <summary>The last event of a page.</summary>
internal readonly record struct AuditCursor(long At, string Stream, long Number)
{
    public static AuditCursor? Parse(string text)
    {
        var parts = text.Split('-');
        return parts.Length == 3
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(at, parts[1], number)
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At}-{Stream}-{Number}");
}
