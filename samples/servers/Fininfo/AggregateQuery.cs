using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using ServerSupport;

namespace Fininfo;

/// <summary>Unit of a window of time.</summary>
public enum Timespan
{
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// <summary>Order of the windows.</summary>
public enum SortOrder
{
    Asc,
    Desc,
}

/// <summary>Arguments of both tools.</summary>
/// <param name="StockTicker">The stock.</param>
/// <param name="Multiplier">How many units a window has.</param>
/// <param name="Timespan">Unit of a window.</param>
/// <param name="FromDate">Begin: a day or milliseconds since 1970.</param>
/// <param name="ToDate">End, that day included.</param>
/// <param name="Adjusted">Whether prices are adjusted for splits.</param>
/// <param name="Sort">Order of the windows; ascending when left out.</param>
/// <param name="Limit">Most windows.</param>
public sealed record AggregateQuery(
    [property: Description("Ticker symbol, case-sensitive, for example AAPL."), RegularExpression("[A-Za-z0-9.:-]{1,20}")]
    string StockTicker,
    [property: Description("How many units a window has."), Range(1, 1000)] int Multiplier,
    [property: Description("Unit of a window.")] Timespan Timespan,
    [property: Description("Begin: a day as YYYY-MM-DD, or milliseconds since 1970.")] string FromDate,
    [property: Description("End: a day as YYYY-MM-DD, which is included, or milliseconds since 1970.")] string ToDate,
    [property: Description("Whether prices are adjusted for splits.")] bool Adjusted = true,
    [property: Description("Order of the windows, ascending when left out.")] SortOrder? Sort = null,
    [property: Description("Most windows to answer with."), Range(1, 50_000)] int Limit = 5_000)
{
    /// <summary>Begin and end (not included) in UTC.</summary>
    /// <exception cref="ToolException">They are no times, or the wrong way round.</exception>
    public (DateTimeOffset From, DateTimeOffset Until) Period()
    {
        var (from, until) = (Read("from_date", FromDate, isEnd: false), Read("to_date", ToDate, isEnd: true));
        return from < until ? (from, until) : throw new ToolException("Invalid arguments: 'from_date' must not be after 'to_date'.");
    }

    private static DateTimeOffset Read(string name, string text, bool isEnd)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is >= 1970 and < 2200)
        {
            return new(day.AddDays(isEnd ? 1 : 0), TimeOnly.MinValue, TimeSpan.Zero);
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds < 7_000_000_000_000
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds + (isEnd ? 1 : 0))
            : throw new ToolException($"Invalid arguments: '{name}' must be a day as YYYY-MM-DD, or milliseconds since 1970.");
    }
}
