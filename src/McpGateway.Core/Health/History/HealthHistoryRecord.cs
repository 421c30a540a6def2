namespace McpGateway.Core.Health.History;

/// <summary>
/// What the checks of one server found lately (kind <c>health_history</c>, key = the server's key). Bounded, see
/// <see cref="HistoryWindow"/>.
/// </summary>
internal sealed record HealthHistoryRecord
{
    /// <summary>Which registration it is about: a server that is registered at the path later does not inherit it.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>Oldest first. The first may be older than the window: it says what held when the window began.</summary>
    public IReadOnlyList<HealthChange> Changes { get; init; } = [];

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<HistorySlot> Slots { get; init; } = [];
}

/// <summary>From <paramref name="At"/> on the server was as <paramref name="Status"/> says.</summary>
public sealed record HealthChange(DateTimeOffset At, string Status);
