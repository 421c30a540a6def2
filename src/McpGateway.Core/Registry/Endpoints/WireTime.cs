using System.Globalization;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>The two forms in which existing clients expect times.</summary>
internal static class WireTime
{
    /// <summary>UTC without an offset, as servers' dates are written.</summary>
    public static string Naive(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    /// <summary>UTC with its offset, as health dates are written.</summary>
    public static string? WithOffset(DateTimeOffset? time) => time is { } known ? Naive(known) + "+00:00" : null;
}
