using McpGateway.Foundation;
using McpGateway.Foundation.Records;

namespace McpGateway.Core.Audit;

/// <summary>
/// Calls in numbers over an hour to a month: of everything, of a server, a tool, a user, a client. Administrators see everyone's; others
/// see their own, as a whole and by server.
/// </summary>
public sealed class CallAnalytics(IRecordSeries series, TimeProvider time)
{
    private static readonly Error OthersCalls = new(ErrorKind.Forbidden, "Only administrators may see sums of other people's calls.");

    /// <summary>The numbers of a time as a whole, and step by step.</summary>
    public async Task<Result<CallTimeline>> ReadAsync(
        Caller caller, CallSubject subject, CallRange range, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(range);
        if (QueryOf(caller, subject, range) is not { } query)
        {
            return OthersCalls;
        }

        var whole = await series.SumAsync(query, cancellationToken);
        var points = (await series.ReadAsync(query with { Step = range.Step, Top = 1 }, cancellationToken))
            .Where(static point => point.Key is not null).ToDictionary(static point => point.At);
        var figures = new List<CallFigures>();
        for (var at = range.FirstSlot(query.From); at < query.To; at += range.Step)
        {
            figures.Add(points.TryGetValue(at, out var point) ? CallFigures.Of(point) : CallFigures.None(at));
        }

        return new CallTimeline(range, whole.Count > 0 ? CallFigures.Of(whole[0]) : CallFigures.None(query.From), figures);
    }

    /// <summary>
    /// The numbers of a time by one more thing, the most calls first. Those that are not told apart come last, without a key.
    /// </summary>
    /// <param name="by">What a subject can be split by: see <see cref="SplitsOf"/>.</param>
    public async Task<Result<IReadOnlyList<CallFigures>>> SplitAsync(
        Caller caller, CallSubject subject, CallRange range, CallSplit by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(range);
        if (!SplitsOf(caller, subject).Contains(by))
        {
            return caller.Permissions.IsAdmin ? new Error(ErrorKind.Invalid, "Calls of this kind are not counted apart.") : OthersCalls;
        }

        var query = QueryOf(range) with { GroupBy = DimensionOf(by) };
        if (!caller.Permissions.IsAdmin || subject.User is not null || (subject.Server is not null && by == CallSplit.User))
        {
            return await CallersAsync(caller, subject, query, by, cancellationToken);
        }

        var start = subject.Server is { } server ? SeriesCaller.StartOf(server) : null;
        var points = await series.SumAsync(query with { KeyStart = start }, cancellationToken);
        return points.Select(CallFigures.Of).ToArray();
    }

    /// <summary>What the calls of a subject are counted apart by.</summary>
    public static IReadOnlyList<CallSplit> SplitsOf(Caller caller, CallSubject subject)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(subject);
        return (caller.Permissions.IsAdmin, subject) switch
        {
            (false, { IsEverything: true }) => [CallSplit.Server],
            (false, _) => [],
            (_, { IsEverything: true }) => [CallSplit.Server, CallSplit.Tool, CallSplit.User, CallSplit.Client],
            (_, { Server: not null, Tool: null }) => [CallSplit.Tool, CallSplit.User],
            (_, { User: not null }) => [CallSplit.Server],
            _ => [],
        };
    }

    /// <summary>Sums of who calls which server: the only ones that tell two things apart.</summary>
    private async Task<Result<IReadOnlyList<CallFigures>>> CallersAsync(
        Caller caller, CallSubject subject, SeriesQuery query, CallSplit by, CancellationToken cancellationToken)
    {
        var start = subject.Server is { } server ? SeriesCaller.StartOf(server) : null;
        var points = await series.SumAsync(query with { GroupBy = SeriesDimension.Caller, KeyStart = start }, cancellationToken);
        var figures = new List<CallFigures>();
        foreach (var point in points)
        {
            if (SeriesCaller.Read(point.Key) is { } pair
                && (subject.User is null || pair.User == subject.User)
                && (caller.Permissions.IsAdmin || pair.Subject == caller.Subject))
            {
                figures.Add(CallFigures.Of(point) with { Key = by == CallSplit.User ? pair.User : pair.Server });
            }
        }

        return figures;
    }

    /// <returns>Null for what the caller may not see.</returns>
    private SeriesQuery? QueryOf(Caller caller, CallSubject subject, CallRange range)
    {
        var query = QueryOf(range);
        if (caller.Permissions.IsAdmin)
        {
            return query with { GroupBy = subject.Dimension, Key = subject.Key };
        }

        return subject switch
        {
            { IsEverything: true } => query with { GroupBy = SeriesDimension.Subject, Key = caller.Subject },
            { Server: { } server, Tool: null } => query with
            {
                GroupBy = SeriesDimension.Caller,
                KeyStart = SeriesCaller.StartOf(server, caller.Subject),
                IsOne = true,
            },
            _ => null,
        };
    }

    private SeriesQuery QueryOf(CallRange range)
    {
        var now = time.GetUtcNow();
        return new() { Stream = CallEntry.Stream, From = now - range.Length, To = now, Step = range.Precision };
    }

    private static SeriesDimension DimensionOf(CallSplit by) => by switch
    {
        CallSplit.Server => SeriesDimension.Server,
        CallSplit.Tool => SeriesDimension.Tool,
        CallSplit.User => SeriesDimension.User,
        CallSplit.Client => SeriesDimension.Client,
    };
}
