using ServerSupport;

namespace Fininfo.SampleData;

/// <summary>Made-up prices of a few well-known names, the same for everybody and for each day: no key and no network are needed.</summary>
public sealed class SampleStockData : IStockData
{
    private const string MadeUp = "Sample data: made up, not prices of any market.";

    /// <summary>Windows of a query, those without trade included.</summary>
    private const int MostWindows = 1_000_000;

    private static readonly Dictionary<string, double> Names = new(StringComparer.Ordinal)
    {
        ["AAPL"] = 190,
        ["AMZN"] = 165,
        ["GOOGL"] = 150,
        ["IBM"] = 180,
        ["META"] = 420,
        ["MSFT"] = 410,
        ["NVDA"] = 110,
        ["TSLA"] = 220,
    };

    public string Source => MadeUp;

    public Task<StockAggregates> AggregatesAsync(AggregateQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var (from, until) = query.Period();
        StockBar[] bars = [];
        if (Names.TryGetValue(query.StockTicker, out var level))
        {
            var prices = new SamplePrices(query.StockTicker, level);
            var all = Windows(query, from, until).Select(window => prices.Bar(window.From, window.Until, cancellationToken));
            bars = [.. all.OfType<StockBar>().Take(query.Limit)];
        }

        return Task.FromResult(new StockAggregates
        {
            Ticker = query.StockTicker,
            QueryCount = bars.Length,
            ResultsCount = bars.Length,
            Adjusted = query.Adjusted,
            Results = bars,
            Status = "OK",
            RequestId = "sample",
            Count = bars.Length,
            Note = Names.ContainsKey(query.StockTicker) ? MadeUp : $"{MadeUp} There is some for {string.Join(", ", Names.Keys)}.",
        });
    }

    /// <summary>Aligned to the beginning of their unit, in the order that is asked for.</summary>
    private static IEnumerable<(DateTimeOffset From, DateTimeOffset Until)> Windows(
        AggregateQuery query, DateTimeOffset from, DateTimeOffset until)
    {
        var first = Calendar.Floor(query.Timespan, from);
        var count = 0;
        while (Calendar.Add(query.Timespan, first, (long)count * query.Multiplier) < until)
        {
            if (++count > MostWindows)
            {
                throw new ToolException("Invalid arguments: that are too many windows. Ask for a shorter time, or for longer windows.");
            }
        }

        var numbers = Enumerable.Range(0, count);
        return (query.Sort == SortOrder.Desc ? numbers.Reverse() : numbers).Select(number => (
            Calendar.Add(query.Timespan, first, (long)number * query.Multiplier),
            Calendar.Add(query.Timespan, first, (number + 1L) * query.Multiplier)));
    }
}
