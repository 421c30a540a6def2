using System.Diagnostics.CodeAnalysis;

namespace McpGateway.Storage.Sql;

/// <summary>Times of records as stored: microseconds since 1970, so that both databases compare and bucket plain integers.</summary>
internal static class Microseconds
{
    [return: NotNullIfNotNull(nameof(time))]
    public static long? From(DateTimeOffset? time) =>
        time is { } at ? (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond : null;

    public static DateTimeOffset ToTime(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
