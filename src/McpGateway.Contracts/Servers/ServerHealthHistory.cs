namespace McpGateway.Contracts.Servers;

/// <summary>Answer of <c>GET /api/servers/{path}/health/history</c>.</summary>
public sealed record ServerHealthHistory
{
    public required string ServerPath { get; init; }

    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    public required long SlotSeconds { get; init; }

    public required int Checks { get; init; }

    /// <summary>Each slot with a check counts the same; null when there was no check.</summary>
    public required double? UptimePercent { get; init; }

    public required double? MeanMs { get; init; }

    public required double? SlowestMs { get; init; }

    /// <summary>Newest first. The oldest may lie before <see cref="From"/>: it says what held then.</summary>
    public required IReadOnlyList<HealthStateChange> Changes { get; init; }

    /// <summary>Oldest first, without a gap.</summary>
    public required IReadOnlyList<HealthHistorySlot> Slots { get; init; }
}

/// <summary>From then on the server's status was this one.</summary>
public sealed record HealthStateChange(DateTimeOffset At, string Status);

/// <summary>The checks of one slot of time.</summary>
public sealed record HealthHistorySlot
{
    public required DateTimeOffset At { get; init; }

    /// <summary><c>up</c>, <c>partly</c>, <c>down</c>, <c>disabled</c> or <c>unknown</c>.</summary>
    public required string State { get; init; }

    public required int Checks { get; init; }

    public required int Healthy { get; init; }

    public required double? MeanMs { get; init; }

    public required double? SlowestMs { get; init; }
}
