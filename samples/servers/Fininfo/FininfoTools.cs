using ModelContextProtocol.Server;
using ServerSupport;

namespace Fininfo;

/// <summary>The two tools.</summary>
internal static class FininfoTools
{
    private const string Arguments = """
        Args:
            stock_ticker: Ticker symbol, case-sensitive, for example AAPL.
            multiplier: How many units a window has.
            timespan: Unit of a window: minute, hour, day, week, month, quarter or year.
            from_date: Begin, as YYYY-MM-DD or milliseconds since 1970.
            to_date: End, as YYYY-MM-DD (included) or milliseconds since 1970.
            adjusted: Whether prices are adjusted for splits.
            sort: asc or desc, by time.
            limit: Most windows, up to 50000.
        """;

    public static IReadOnlyList<McpServerTool> For(IStockData data) =>
    [
        new SampleTool<AggregateQuery>(
            "get_stock_aggregates", "Stock aggregates",
            $"""
            Gets prices and volume of a stock over time: open, high, low, close for each window.

            {Arguments}

            Returns:
                The windows as Polygon's aggregates API answers them. {data.Source}
            """,
            async (query, cancellationToken) =>
                ToolAnswers.Structured(await data.AggregatesAsync(query, cancellationToken))),
        new SampleTool<AggregateQuery>(
            "print_stock_data", "Print stock data",
            $"""
            Gets prices and volume of a stock over time as a table to read.

            {Arguments}

            Returns:
                The table as text. {data.Source}
            """,
            async (query, cancellationToken) =>
                ToolAnswers.Text(StockTable.Print(await data.AggregatesAsync(query, cancellationToken)))),
    ];
}
