using McpGateway.Foundation.Records;
using McpGateway.Proxy.Recording;

namespace McpGateway.Core.Audit;

/// <summary>The numbers of some calls.</summary>
/// <param name="At">Since when.</param>
/// <param name="Key">The server, <c>server tool</c>, user or client; null for those that are not told apart.</param>
/// <param name="Calls">All of them, refused ones included.</param>
/// <param name="Denied">Refused by the access rules.</param>
/// <param name="Failed">Refused for another reason, or not answered by the server.</param>
/// <param name="BytesIn">Of requests.</param>
/// <param name="BytesOut">Of answers.</param>
/// <param name="P50">Milliseconds; null without calls, as the other percentiles. At most 9 % off.</param>
public sealed record CallFigures(
    DateTimeOffset At, string? Key, long Calls, long Denied, long Failed, long BytesIn, long BytesOut, double? P50, double? P95,
    double? P99)
{
    /// <summary>Answered by the server, with an error: an HTTP status, a JSON-RPC error, or a tool's own.</summary>
    public long Errors { get; init; }

    public long Answered => Calls - Denied - Failed;

    internal static CallFigures Of(SeriesPoint point) => new(
        point.At,
        point.Key,
        point.Calls,
        point.Outcomes.Where(static outcome => outcome.Key == CallOutcomeNames.Denied).Sum(static outcome => outcome.Value),
        point.Outcomes.Where(static outcome => CallOutcomes.IsFailure(outcome.Key)).Sum(static outcome => outcome.Value),
        point.BytesIn,
        point.BytesOut,
        point.P50,
        point.P95,
        point.P99)
    {
        Errors = point.Outcomes.Where(static outcome => CallOutcomes.IsError(outcome.Key)).Sum(static outcome => outcome.Value),
    };

    internal static CallFigures None(DateTimeOffset at) => new(at, null, 0, 0, 0, 0, 0, null, null, null);
}

/// <summary>The numbers of a time.</summary>
/// <param name="Whole">Of all of it.</param>
/// <param name="Slots">Step by step, oldest first; those without calls included.</param>
public sealed record CallTimeline(CallRange Range, CallFigures Whole, IReadOnlyList<CallFigures> Slots);
