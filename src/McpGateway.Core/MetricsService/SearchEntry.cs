using System.Text.Json;
using McpGateway.Foundation.Records;

namespace McpGateway.Core.MetricsService;

/// <summary>
/// A search as it is kept (stream <c>searches</c>). What was searched for, and by whom, is not: it may say what somebody is at.
/// </summary>
internal sealed record SearchEntry
{
    public const string Found = "found";
    public const string Nothing = "nothing";
    public const string Failed = "failed";

    public required DateTimeOffset At { get; init; }

    public required double DurationMs { get; init; }

    /// <summary>Null when it failed.</summary>
    public int? Results { get; init; }

    /// <summary><c>hybrid</c> or <c>lexical-only</c>.</summary>
    public required string Mode { get; init; }

    public LogEntry ToLogEntry() => new()
    {
        Stream = RecordStreams.Searches,
        At = At,
        Outcome = Results switch { null => Failed, 0 => Nothing, _ => Found },
        Method = Mode,
        Value = DurationMs,
        Body = JsonSerializer.Serialize(this, MetricsJsonContext.Default.SearchEntry),
    };
}
