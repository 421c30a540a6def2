using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Fininfo.SampleData;

/// <summary>
/// A price for every minute of trading, computed from the minute alone: slow waves, and noise of the day and of the minute. Windows of any
/// size fit each other: the day's open is its first minute's.
/// </summary>
internal sealed class SamplePrices(string ticker, double level)
{
    private const int MinutesOfTrading = 390;
    private const int MostSamples = 64;

    private static readonly TimeSpan Opens = new(14, 30, 0);
    private static readonly TimeSpan Closes = Opens + TimeSpan.FromMinutes(MinutesOfTrading);

    /// <summary>Null when nothing is traded in the window, as at night and on weekends.</summary>
    public StockBar? Bar(DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var days = Days(from, until).ToArray();
        if (days.Length == 0)
        {
            return null;
        }

        var (first, last) = (Max(from, days[0] + Opens), Min(until, days[^1] + Closes).AddMinutes(-1));
        var samples = Samples(days, first, last).ToArray();
        var minutes = days.Sum(day => (Min(until, day + Closes) - Max(from, day + Opens)).TotalMinutes);
        var volume = Math.Round(minutes * (20_000 + (40_000 * Noise(days[0].ToUnixTimeSeconds() + 1))));
        return new()
        {
            Time = from.ToUnixTimeMilliseconds(),
            Open = samples[0],
            High = samples.Max(),
            Low = samples.Min(),
            Close = samples[^1],
            Volume = (decimal)volume,
            WeightedPrice = Math.Round(samples.Average(), 4),
            Transactions = (long)(volume / 90),
        };
    }

    /// <summary>Midnights of the days of trading that have a minute in the window.</summary>
    private static IEnumerable<DateTimeOffset> Days(DateTimeOffset from, DateTimeOffset until)
    {
        for (var day = Calendar.Floor(Timespan.Day, from); day < until; day = day.AddDays(1))
        {
            if (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && day + Opens < until && day + Closes > from)
            {
                yield return day;
            }
        }
    }

    /// <summary>The first minute, the last one, and some between.</summary>
    private IEnumerable<decimal> Samples(DateTimeOffset[] days, DateTimeOffset first, DateTimeOffset last)
    {
        yield return Price(first);
        var step = Math.Max(1, days.Length * 8 / MostSamples);
        for (var number = 1; number < days.Length * 8; number += step)
        {
            var minute = days[number / 8] + Opens + TimeSpan.FromMinutes(number % 8 * MinutesOfTrading / 8);
            if (minute > first && minute < last)
            {
                yield return Price(minute);
            }
        }

        yield return Price(last);
    }

    private decimal Price(DateTimeOffset minute)
    {
        var (days, ofDay) = (minute.ToUnixTimeSeconds() / 86_400d, Math.Floor(minute.ToUnixTimeSeconds() / 86_400d));
        var waves = (0.18 * Math.Sin((days / 210) + level)) + (0.06 * Math.Sin(days / 31)) + (0.02 * Math.Sin(days * 3));
        var noise = (0.02 * (Noise((long)ofDay) - 0.5)) + (0.003 * (Noise(minute.ToUnixTimeSeconds()) - 0.5));
        return Math.Round((decimal)(level * (1 + waves + noise)), 2);
    }

    /// <summary>From 0 to 1, by the ticker and a number.</summary>
    private double Noise(long number)
    {
        Span<byte> input = stackalloc byte[sizeof(long) + 32];
        BinaryPrimitives.WriteInt64LittleEndian(input, number);
        var length = Encoding.ASCII.GetBytes(ticker, input[sizeof(long)..]);
        Span<byte> output = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input[..(sizeof(long) + length)], output);
        return BinaryPrimitives.ReadUInt32LittleEndian(output) / (double)uint.MaxValue;
    }

    private static DateTimeOffset Max(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Min(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
