using McpGateway.Core.Audit;
using McpGateway.Foundation;
using McpGateway.Foundation.Records;

namespace McpGateway.Core.MetricsService;

/// <summary>How the search was used, for administrators.</summary>
public sealed class SearchUse(IRecordSeries series, TimeProvider time)
{
    /// <summary>The searches of a time in numbers.</summary>
    /// <returns><see cref="ErrorKind.Forbidden"/> for others than administrators.</returns>
    public async Task<Result<SearchFigures>> ReadAsync(Caller caller, CallRange range, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(range);
        if (!caller.Permissions.IsAdmin)
        {
            return new Error(ErrorKind.Forbidden, "Only administrators may see sums of other people's searches.");
        }

        var now = time.GetUtcNow();
        var sums = await series.SumAsync(
            new() { Stream = RecordStreams.Searches, From = now - range.Length, To = now, Step = range.Precision }, cancellationToken);
        return sums.Count == 0
            ? new SearchFigures(0, 0, 0, null)
            : new SearchFigures(
                sums[0].Calls, sums[0].Outcomes.GetValueOrDefault(SearchEntry.Nothing),
                sums[0].Outcomes.GetValueOrDefault(SearchEntry.Failed), sums[0].P95);
    }
}

/// <summary>The searches of a time.</summary>
/// <param name="Searches">All of them.</param>
/// <param name="WithoutHits">That found nothing.</param>
/// <param name="Failed">That could not be answered.</param>
/// <param name="P95">Milliseconds; null without searches. At most 9 % off.</param>
public sealed record SearchFigures(long Searches, long WithoutHits, long Failed, double? P95);
