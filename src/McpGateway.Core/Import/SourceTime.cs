using System.Globalization;

namespace McpGateway.Core.Import;

/// <summary>Times as the Python product writes them: ISO 8601, UTC where it does not say.</summary>
internal static class SourceTime
{
    public static DateTimeOffset? Read(string? text) =>
        DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;
}
