using Fininfo.Polygon;
using Fininfo.SampleData;
using ServerSupport;

namespace Fininfo;

/// <summary>Prices of stocks: Polygon's when there is a key for it, made-up ones otherwise.</summary>
public static class FininfoApp
{
    /// <exception cref="InvalidOperationException">A setting cannot be used.</exception>
    public static WebApplication Build(string[] args, Action<ILoggingBuilder>? logging = null) => SampleHost.Build(
        args, "http://127.0.0.1:8001",
        static configuration => Create(PolygonSettings.From(configuration) is { } polygon
            ? new PolygonStockData(polygon, TimeProvider.System)
            : new SampleStockData()),
        logging);

    /// <summary>The server without a host.</summary>
    public static SampleServer Create(IStockData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new()
        {
            Name = "fininfo",
            Title = "Financial Info",
            Instructions = $"Prices of stocks over time. {data.Source}",
            Tools = FininfoTools.For(data),
            Prompts =
            [
                SampleTexts.SystemPrompt(
                    "A system prompt for an agent that answers questions about the price of a stock.", "stock_ticker",
                    "The stock, for example AAPL.",
                    static ticker => $"You answer questions about the stock {ticker}. Call get_stock_aggregates for its prices, "
                        + "and say where they come from. This is no advice to buy or sell."),
            ],
            Resources = [SampleTexts.Config($"data={data.Source}")],
        };
    }
}
