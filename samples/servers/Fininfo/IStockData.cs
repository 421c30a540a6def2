namespace Fininfo;

/// <summary>Where prices come from.</summary>
public interface IStockData
{
    /// <summary>In one sentence, for whoever reads the prices.</summary>
    string Source { get; }

    /// <summary>Open, high, low, close and volume of a stock for each window of time.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ServerSupport.ToolException">There is no answer, and why.</exception>
    Task<StockAggregates> AggregatesAsync(AggregateQuery query, CancellationToken cancellationToken);
}
