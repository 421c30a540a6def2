namespace McpGateway.Core.Audit;

/// <summary>The calls of a stretch of time in numbers.</summary>
/// <param name="Calls">All of them, refused ones included.</param>
/// <param name="Denied">Refused by the access rules.</param>
/// <param name="Failed">The server did not answer, or broke off.</param>
/// <param name="P95">Milliseconds; null when there were no calls.</param>
/// <param name="Slots">Oldest first; slots without calls included.</param>
public sealed record CallSummary(long Calls, long Denied, long Failed, double? P95, IReadOnlyList<CallSlot> Slots);

/// <summary>The calls of one slot.</summary>
/// <param name="Bad">Those among them that were denied or failed.</param>
public sealed record CallSlot(DateTimeOffset At, long Calls, long Bad);
