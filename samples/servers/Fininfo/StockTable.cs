using System.Globalization;
using System.Text;

namespace Fininfo;

/// <summary>Aggregates as a table of text.</summary>
internal static class StockTable
{
    public static string Print(StockAggregates data)
    {
        var text = new StringBuilder();
        var culture = CultureInfo.InvariantCulture;
        text.AppendLine("=== Stock Aggregate Data ===");
        if (data.Note is { } note)
        {
            text.AppendLine(note);
        }

        text.AppendLine(culture, $"Ticker: {data.Ticker ?? "N/A"}")
            .AppendLine(culture, $"Adjusted: {data.Adjusted}")
            .AppendLine(culture, $"Query Count: {data.QueryCount}")
            .AppendLine(culture, $"Request ID: {data.RequestId ?? "N/A"}")
            .AppendLine(culture, $"Results Count: {data.ResultsCount}")
            .AppendLine(culture, $"Status: {data.Status ?? "N/A"}");
        if (data.NextUrl is { } next)
        {
            text.AppendLine(culture, $"Next URL: {next}");
        }

        text.AppendLine();
        if (data.Results is not { Count: > 0 } bars)
        {
            return text.Append("No result data available").ToString();
        }

        text.AppendLine(culture, $"Found {bars.Count} data points:")
            .AppendLine()
            .Append(culture, $"{"Timestamp",-17}{"Open",10}{"High",10}{"Low",10}{"Close",10}{"Volume",14}")
            .AppendLine(culture, $"{"VWAP",10}{"Transactions",14}  OTC");
        text.Append('-', 101).AppendLine();
        foreach (var bar in bars)
        {
            text.AppendLine(
                culture,
                $"{DateTimeOffset.FromUnixTimeMilliseconds(bar.Time):yyyy-MM-dd HH:mm} {bar.Open,10:0.00}{bar.High,10:0.00}"
                + $"{bar.Low,10:0.00}{bar.Close,10:0.00}{bar.Volume,14:0}{bar.WeightedPrice,10:0.00}{bar.Transactions,14}"
                + $"  {bar.Otc is true}");
        }

        return text.ToString().TrimEnd();
    }
}
