namespace Fininfo.SampleData;

/// <summary>Windows of time in UTC.</summary>
internal static class Calendar
{
    /// <summary>The beginning of the unit that a time is in; weeks begin on Sunday, as Polygon's do.</summary>
    public static DateTimeOffset Floor(Timespan unit, DateTimeOffset time) => unit switch
    {
        Timespan.Minute => new(time.Year, time.Month, time.Day, time.Hour, time.Minute, 0, TimeSpan.Zero),
        Timespan.Hour => new(time.Year, time.Month, time.Day, time.Hour, 0, 0, TimeSpan.Zero),
        Timespan.Day => Day(time),
        Timespan.Week => Day(time).AddDays(-(int)time.DayOfWeek),
        Timespan.Month => new(time.Year, time.Month, 1, 0, 0, 0, TimeSpan.Zero),
        Timespan.Quarter => new(time.Year, ((time.Month - 1) / 3 * 3) + 1, 1, 0, 0, 0, TimeSpan.Zero),
        Timespan.Year => new(time.Year, 1, 1, 0, 0, 0, TimeSpan.Zero),
    };

    public static DateTimeOffset Add(Timespan unit, DateTimeOffset time, long count) => unit switch
    {
        Timespan.Minute => time.AddMinutes(count),
        Timespan.Hour => time.AddHours(count),
        Timespan.Day => time.AddDays(count),
        Timespan.Week => time.AddDays(count * 7),
        Timespan.Month => time.AddMonths((int)count),
        Timespan.Quarter => time.AddMonths((int)count * 3),
        Timespan.Year => time.AddYears((int)count),
    };

    private static DateTimeOffset Day(DateTimeOffset time) => new(time.Year, time.Month, time.Day, 0, 0, 0, TimeSpan.Zero);
}
